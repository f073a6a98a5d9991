/*
 * The benchmark of a node's process groups, as a C program sees them: cpgbench HOSTS GROUP runs on each of so many hosts,
 * joins that group with the others, and does what the lines of its standard input say, on all hosts at the same time:
 *
 *   run NUMBER MODE SIZE RATE WARM-MS MEASURE-MS DAEMON-PID
 *
 * MODE is throughput (as fast as flow control lets it), closed (one message under way: send, wait until it is delivered to
 * ourselves) or paced (RATE messages a second, latency counts from the time at which a message was due). A run begins for
 * everybody with the delivery of the last "ready", is measured from WARM-MS on, and ends when the "end" of everybody has
 * been delivered; what goes before has been delivered too, then. Every message has a checksum and its sender's count;
 * "order" is a digest of all senders and counts in the order of delivery, and is the same everywhere.
 *
 * Output, a line each: "member NODE", "together", for each run "result ..." and "latency ...", or "failed RUN TEXT".
 */
#define _GNU_SOURCE
#include <errno.h>
#include <poll.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include <corosync/corotypes.h>
#include <corosync/cpg.h>

#define MS 1000000ull
#define SIZE_MAX_BYTES (1 << 20)
#define SIZE_MIN_BYTES 48
#define SENDERS 64
#define BURST 32
#define DISPATCHES 64
#define TIMER_SLACK_NS 1000
#define BLOCKED_POLL_NS MS
#define IDLE_POLL_NS (100 * MS)
#define DRAIN_NS (30000 * MS)
#define MULTIPLIER 0x9E3779B97F4A7C15ull

enum kind { READY, DATA, END };
enum mode { THROUGHPUT, CLOSED, PACED };

/* All of the sender's byte order, which is everybody's. Words of pattern follow. */
struct message {
    uint64_t checksum; /* of everything behind it */
    uint32_t run;
    uint32_t kind;
    uint64_t count; /* of DATA: from 0; of END: how many there were */
    uint64_t due_ns; /* the sender's clock, from which latency counts */
    uint32_t sender;
    uint32_t length;
    uint64_t pad;
};

static struct sender {
    uint32_t node;
    uint32_t ready_run;
    uint32_t end_run;
    uint64_t next;
} senders[SENDERS];

static struct run {
    int active, started, end_sent, failed;
    uint32_t number;
    enum mode mode;
    size_t size;
    uint64_t interval_ns;
    uint64_t warm_ns, measure_ns;
    long daemon;
    uint64_t begin_ns, from_ns, to_ns; /* the run, and what is measured of it */
    int measuring;
    uint64_t asked_ns; /* when the present message was due, 0 when there is none */
    uint64_t sent, back, delivered, refused;
    uint64_t window_messages, window_bytes;
    uint64_t daemon_us, own_us;
    uint64_t order;
} run;

/* Latencies in buckets of 1/64 of their magnitude. */
#define SUB 64
#define BUCKETS (64 * SUB)
static uint64_t buckets[BUCKETS];
static uint64_t latency_max_ns;

static cpg_handle_t handle;
static struct cpg_name group;
static unsigned int self;
static unsigned int hosts;
static int together;
static uint64_t out[SIZE_MAX_BYTES / 8];

static uint64_t now_ns(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000 * MS + (uint64_t)t.tv_nsec;
}

__attribute__((format(printf, 1, 2))) static void say(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vprintf(format, arguments);
    va_end(arguments);
    putchar('\n');
    fflush(stdout);
}

static void die(const char *what, cs_error_t error)
{
    say("failed %u %s: error %d", run.number, what, error);
    exit(1);
}

static void fail(const char *what, uint64_t a, uint64_t b)
{
    if (!run.failed) {
        say("failed %u %s: %llu, %llu", run.number, what, (unsigned long long)a, (unsigned long long)b);
    }
    run.failed = 1;
}

/* User and system time of a process in microseconds. */
static uint64_t cpu_us(long pid)
{
    char path[64], text[1024];
    unsigned long user, system;
    snprintf(path, sizeof(path), "/proc/%ld/stat", pid);
    FILE *file = fopen(path, "r");
    size_t n = file == NULL ? 0 : fread(text, 1, sizeof(text) - 1, file);
    if (file != NULL) {
        fclose(file);
    }
    text[n] = 0;
    char *name_end = strrchr(text, ')');
    if (name_end == NULL
        || sscanf(name_end, ") %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu", &user, &system) != 2) {
        return 0;
    }
    return (uint64_t)(user + system) * 1000000 / (uint64_t)sysconf(_SC_CLK_TCK);
}

static uint64_t own_cpu_us(void)
{
    struct rusage u;
    getrusage(RUSAGE_SELF, &u);
    return (uint64_t)(u.ru_utime.tv_sec + u.ru_stime.tv_sec) * 1000000
           + (uint64_t)(u.ru_utime.tv_usec + u.ru_stime.tv_usec);
}

static uint64_t fold(uint64_t digest, uint64_t word)
{
    return (digest ^ word) * MULTIPLIER;
}

static uint64_t checksum(const uint64_t *words, size_t count)
{
    uint64_t digest = count;
    for (size_t i = 1; i < count; i++) {
        digest = fold(digest, words[i]);
    }
    return digest ^ digest >> 32;
}

/* Words that differ from place to place, from message to message and from sender to sender. */
static uint64_t pattern(size_t i, uint64_t seed)
{
    return (i * MULTIPLIER) ^ seed;
}

static void prepare(enum kind kind, size_t size, uint64_t count, uint64_t due_ns)
{
    struct message *m = (struct message *)out;
    m->run = run.number;
    m->kind = kind;
    m->count = count;
    m->due_ns = due_ns;
    m->sender = self;
    m->length = (uint32_t)size;
    m->pad = 0;
    uint64_t seed = (count + 1) * MULTIPLIER ^ self;
    for (size_t i = sizeof(struct message) / 8; i < size / 8; i++) {
        out[i] = pattern(i, seed);
    }
    m->checksum = checksum(out, size / 8);
}

/* Whether the node takes what is prepared. */
static int send_prepared(size_t size)
{
    struct iovec iov = {out, size};
    cs_error_t error = cpg_mcast_joined(handle, CPG_TYPE_AGREED, &iov, 1);
    if (error == CS_ERR_TRY_AGAIN) {
        run.refused++;
        return 0;
    }
    if (error != CS_OK) {
        die("mcast", error);
    }
    return 1;
}

static void send_control(enum kind kind, uint64_t count)
{
    prepare(kind, SIZE_MIN_BYTES, count, 0);
    while (!send_prepared(SIZE_MIN_BYTES)) {
        struct pollfd none = {-1, 0, 0};
        poll(&none, 1, 1);
        cs_error_t error = cpg_dispatch(handle, CS_DISPATCH_ALL);
        if (error != CS_OK) {
            die("dispatch", error);
        }
        prepare(kind, SIZE_MIN_BYTES, count, 0);
    }
}

static struct sender *sender(uint32_t node)
{
    for (int i = 0; i < SENDERS; i++) {
        if (senders[i].node == node || senders[i].node == 0) {
            senders[i].node = node;
            return &senders[i];
        }
    }
    die("more senders than there is room for", CS_ERR_TOO_MANY_GROUPS);
    return NULL;
}

static unsigned int having(uint32_t number, int end)
{
    unsigned int count = 0;
    for (int i = 0; i < SENDERS; i++) {
        count += senders[i].node != 0 && (end ? senders[i].end_run : senders[i].ready_run) == number;
    }
    return count;
}

static void record(uint64_t ns)
{
    int shift = ns < SUB ? 0 : 63 - __builtin_clzll(ns) - 6;
    uint64_t index = (uint64_t)(ns < SUB ? 0 : shift + 1) * SUB + ((ns >> shift) & (SUB - 1));
    buckets[index]++;
    if (ns > latency_max_ns) {
        latency_max_ns = ns;
    }
}

/* The longest latency of a bucket. */
static uint64_t bucket_ns(uint64_t index)
{
    uint64_t magnitude = index / SUB, low = index % SUB;
    return magnitude == 0 ? low : ((SUB + low + 1) << (magnitude - 1)) - 1;
}

static void begin(void)
{
    run.started = 1;
    run.begin_ns = now_ns();
    run.from_ns = run.begin_ns + run.warm_ns;
    run.to_ns = run.from_ns + run.measure_ns;
}

static void on_data(struct sender *s, const struct message *m, size_t length)
{
    uint64_t now = now_ns();
    if (m->count != s->next) {
        fail("a message is missing or doubled: expected and got", s->next, m->count);
    }
    s->next = m->count + 1;
    run.delivered++;
    run.order = fold(run.order, (uint64_t)m->sender << 48 ^ m->count);
    if (now >= run.from_ns && now < run.to_ns) {
        run.window_messages++;
        run.window_bytes += length;
    }
    if (m->sender == self) {
        run.back++;
        if (run.mode != THROUGHPUT && m->due_ns >= run.from_ns && m->due_ns < run.to_ns) {
            record(now - m->due_ns);
        }
    }
}

static void on_deliver(cpg_handle_t h, const struct cpg_name *name, uint32_t nodeid, uint32_t pid, void *bytes,
                       size_t length)
{
    const struct message *m = bytes;
    (void)h;
    (void)name;
    (void)pid;
    if (length < SIZE_MIN_BYTES || length % 8 != 0 || m->length != length || m->sender != nodeid
        || m->checksum != checksum(bytes, length / 8)) {
        fail("a message is damaged: its sender and length are", nodeid, length);
        return;
    }
    struct sender *s = sender(nodeid);
    if (m->kind == READY) {
        s->ready_run = m->run;
        s->next = 0;
    }
    if (!run.active || m->run != run.number) {
        return;
    }
    if (m->kind == READY && having(run.number, 0) == hosts) {
        begin();
    } else if (m->kind == DATA) {
        on_data(s, m, length);
    } else if (m->kind == END) {
        s->end_run = m->run;
        if (m->count != s->next) {
            fail("messages are missing: sent and delivered", m->count, s->next);
        }
    }
}

static void on_confchg(cpg_handle_t h, const struct cpg_name *name, const struct cpg_address *members,
                       size_t member_count, const struct cpg_address *left, size_t left_count,
                       const struct cpg_address *joined, size_t joined_count)
{
    (void)h;
    (void)name;
    (void)members;
    (void)left;
    (void)joined;
    (void)joined_count;
    if (left_count > 0) {
        fail("members have left during the benchmark: left, there", left_count, member_count);
    } else if (member_count == hosts && !together) {
        together = 1;
        say("together");
    }
}

/* When the next message is due: now or earlier is 'now'; 0 when there is none to send. */
static uint64_t due(uint64_t now)
{
    if (run.asked_ns != 0) {
        return run.asked_ns;
    }
    if (run.mode == PACED) {
        /* the hosts take turns within the interval */
        uint64_t at = run.begin_ns + run.interval_ns * run.sent + run.interval_ns * (self - 1) / hosts;
        return at < run.to_ns ? at : 0;
    }
    if (now >= run.to_ns || (run.mode == CLOSED && run.sent != run.back)) {
        return 0;
    }
    return now;
}

/* Sends what is due; until when nothing else is. */
static uint64_t send_due(void)
{
    uint64_t now = now_ns();
    for (int i = 0; i < BURST; i++) {
        uint64_t at = due(now);
        if (at == 0) {
            /* nothing more in this run, or an own message is under way */
            return run.mode == CLOSED && now < run.to_ns ? run.to_ns : UINT64_MAX;
        }
        if (at > now) {
            return at;
        }
        if (run.asked_ns == 0) {
            run.asked_ns = at;
            prepare(DATA, run.size, run.sent, at);
        }
        if (!send_prepared(run.size)) {
            return now + BLOCKED_POLL_NS;
        }
        run.asked_ns = 0;
        run.sent++;
        now = now_ns();
    }
    return now;
}

static void sample(uint64_t now)
{
    if (!run.measuring && now >= run.from_ns) {
        run.measuring = 1;
        run.daemon_us = cpu_us(run.daemon);
        run.own_us = own_cpu_us();
    } else if (run.measuring == 1 && now >= run.to_ns) {
        run.measuring = 2;
        run.daemon_us = cpu_us(run.daemon) - run.daemon_us;
        run.own_us = own_cpu_us() - run.own_us;
    }
}

static void print_result(void)
{
    say("result %u node=%u sent=%llu delivered=%llu refused=%llu messages=%llu bytes=%llu ns=%llu order=%016llx "
        "daemon_us=%llu own_us=%llu",
        run.number, self, (unsigned long long)run.sent, (unsigned long long)run.delivered,
        (unsigned long long)run.refused, (unsigned long long)run.window_messages,
        (unsigned long long)run.window_bytes, (unsigned long long)run.measure_ns, (unsigned long long)run.order,
        (unsigned long long)run.daemon_us, (unsigned long long)run.own_us);
}

static void print_latency(void)
{
    printf("latency %u node=%u max=%llu values=", run.number, self, (unsigned long long)latency_max_ns);
    const char *separator = "";
    for (uint64_t i = 0; i < BUCKETS; i++) {
        if (buckets[i] != 0) {
            printf("%s%llu:%llu", separator, (unsigned long long)bucket_ns(i), (unsigned long long)buckets[i]);
            separator = ",";
        }
    }
    putchar('\n');
    fflush(stdout);
}

/* Everything that is to be done now; until when there is nothing. */
static uint64_t work(void)
{
    uint64_t now = now_ns();
    if (!run.active || !run.started) {
        return UINT64_MAX;
    }
    sample(now);
    if (now > run.to_ns + DRAIN_NS && !run.failed) {
        fail("not done in time: sent and delivered to ourselves", run.sent, run.back);
    }
    if (run.failed) {
        run.active = 0;
        return UINT64_MAX;
    }
    uint64_t next = send_due();
    if (!run.end_sent && next == UINT64_MAX && now >= run.to_ns && run.measuring == 2) {
        run.end_sent = 1;
        send_control(END, run.sent);
    }
    if (run.end_sent && having(run.number, 1) == hosts && !run.failed) {
        run.active = 0;
        print_latency();
        print_result();
        return UINT64_MAX;
    }
    uint64_t edge = run.measuring == 0 ? run.from_ns : run.to_ns;
    return run.measuring != 2 && edge < next ? edge : next;
}

static void obey(const char *line)
{
    char mode[16];
    struct run next = {0};
    unsigned long size, rate, warm, measure;
    if (sscanf(line, "run %u %15s %lu %lu %lu %lu %ld", &next.number, mode, &size, &rate, &warm, &measure,
               &next.daemon) != 7
        || size < SIZE_MIN_BYTES || size > SIZE_MAX_BYTES / 2 || size % 8 != 0 || rate == 0 || measure == 0) {
        say("failed 0 not understood: %s", line);
        exit(2);
    }
    next.mode = strcmp(mode, "closed") == 0 ? CLOSED : strcmp(mode, "paced") == 0 ? PACED : THROUGHPUT;
    next.size = size;
    next.interval_ns = 1000 * MS / rate;
    next.warm_ns = warm * MS;
    next.measure_ns = measure * MS;
    next.active = 1;
    run = next;
    memset(buckets, 0, sizeof(buckets));
    latency_max_ns = 0;
    send_control(READY, 0);
}

static void join(void)
{
    cs_error_t error;
    while ((error = cpg_join(handle, &group)) == CS_ERR_TRY_AGAIN) {
        usleep(10000);
    }
    if (error != CS_OK) {
        die("join", error);
    }
}

static void connect_node(void)
{
    cpg_callbacks_t callbacks = {.cpg_deliver_fn = on_deliver, .cpg_confchg_fn = on_confchg};
    cs_error_t error;
    /* while the node starts nothing listens, then it synchronises */
    for (int i = 0; (error = cpg_initialize(&handle, &callbacks)) != CS_OK; i++) {
        if (i == 3600 || (error != CS_ERR_TRY_AGAIN && error != CS_ERR_LIBRARY)) {
            die("initialize", error);
        }
        usleep(50000);
    }
    if ((error = cpg_local_get(handle, &self)) != CS_OK) {
        die("local_get", error);
    }
    say("member %u", self);
    join();
}

/* Reads what there is of standard input; 0 at its end. */
static int read_commands(void)
{
    static char line[256];
    static size_t have;
    char byte;
    ssize_t n;
    while ((n = read(STDIN_FILENO, &byte, 1)) == 1) {
        if (byte != '\n' && have + 1 < sizeof(line)) {
            line[have++] = byte;
            continue;
        }
        line[have] = 0;
        have = 0;
        obey(line);
        return 1;
    }
    return n != 0;
}

static int dispatch(void)
{
    /* more than all send in a turn: a daemon need not keep much for who does not take it */
    for (unsigned int i = 0; i < DISPATCHES * hosts; i++) {
        cs_error_t error = cpg_dispatch(handle, CS_DISPATCH_ONE_NONBLOCKING);
        if (error == CS_ERR_TRY_AGAIN) {
            return 0;
        }
        if (error != CS_OK) {
            die("dispatch", error);
        }
    }
    return 1;
}

int main(int argc, char **argv)
{
    int fd;
    if (argc != 3 || strlen(argv[2]) > CPG_MAX_NAME_LENGTH || (hosts = (unsigned int)atoi(argv[1])) < 1 || hosts > SENDERS) {
        fprintf(stderr, "usage: cpgbench HOSTS GROUP\n");
        return 2;
    }
    group.length = (uint32_t)strlen(argv[2]);
    memcpy(group.value, argv[2], group.length);
    prctl(PR_SET_TIMERSLACK, TIMER_SLACK_NS);
    connect_node();
    if (cpg_fd_get(handle, &fd) != CS_OK) {
        return 1;
    }
    for (;;) {
        uint64_t next = work();
        int more = dispatch();
        uint64_t now = now_ns();
        uint64_t wait = more || next <= now ? 0 : next - now < IDLE_POLL_NS ? next - now : IDLE_POLL_NS;
        if (wait == 0 && run.active) {
            continue;
        }
        struct pollfd fds[2] = {{fd, POLLIN, 0}, {STDIN_FILENO, POLLIN, 0}};
        struct timespec limit = {(time_t)(wait / (1000 * MS)), (long)(wait % (1000 * MS))};
        if (ppoll(fds, 2, &limit, NULL) < 0 && errno != EINTR) {
            return 1;
        }
        if (fds[1].revents != 0 && !read_commands()) {
            return 0;
        }
    }
}
