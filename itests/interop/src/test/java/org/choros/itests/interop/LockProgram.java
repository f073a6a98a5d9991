package org.choros.itests.interop;

import java.io.BufferedReader;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

import org.choros.base.ChorosException;
import org.choros.base.CsError;
import org.choros.client.ChorosClient;
import org.choros.client.ClientOptions;
import org.choros.lock.ClusterLock;
import org.choros.lock.LockOptions;
import org.choros.lock.LockPromise;
import org.choros.lock.LockStatus;
import org.choros.lock.Locks;
import org.choros.lock.client.LockClient;

/**
 * A program that uses locks, on a host. It does what its standard input says, or lives by chance, and writes into a log
 * what it asks, is promised and gives up: {@code <monotonic ns> <kind> ...}, for {@link LockJudge}.
 */
final class LockProgram {
    private static final int LOCKERS = 3;
    private static final int LOCKS = 2;
    private static final int TIMEOUT_MS = 20_000;
    private static final long REQUESTS = 1_000_000;

    private final OutputStream log;
    private final int who;
    private final Map<String, ClusterLock> taken = new ConcurrentHashMap<>();
    private final Map<String, Long> numbers = new ConcurrentHashMap<>();
    private final AtomicLong takes = new AtomicLong();
    private volatile boolean finishing;

    private LockProgram(OutputStream log, int who) {
        this.log = log;
        this.who = who;
    }

    /**
     * @param args the log, and the number of its first client
     * @throws Exception when something is not as it should be
     */
    public static void main(String[] args) throws Exception {
        try (OutputStream log = new FileOutputStream(args[0], true);
                BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII))) {
            LockProgram program = new LockProgram(log, Integer.parseInt(args[1]));
            try (Locks locks = connect()) {
                say("connected");
                for (String line = in.readLine(); line != null; line = in.readLine()) {
                    program.obey(locks, line.split(" "));
                }
            }
        }
    }

    /** The node may not be there yet, nor its lock service. */
    private static Locks connect() throws ChorosException {
        ClientOptions options = ClientOptions.fromEnvironment().withTimeoutMs(TIMEOUT_MS)
                .withReconnect(Duration.ofMillis(500));
        while (true) {
            try {
                return new LockClient(new ChorosClient(options));
            } catch (ChorosException e) {
                if (!EnumSet.of(CsError.LIBRARY, CsError.TRY_AGAIN, CsError.TIMEOUT).contains(e.error())) {
                    throw e;
                }
                pause(100);
            }
        }
    }

    private static void pause(long ms) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(ms));
    }

    private static synchronized void say(String line) {
        System.out.println(line);
    }

    /** At once into the kernel: what was written survives the process. */
    private void note(long timeNs, String text) {
        synchronized (log) {
            try {
                log.write((timeNs + " " + text + "\n").getBytes(StandardCharsets.US_ASCII));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    // --- what it is told

    private void obey(Locks locks, String[] words) throws ChorosException, InterruptedException {
        switch (words[0]) {
            case "take" -> take(locks, words[1]);
            case "give" -> {
                note(System.nanoTime(), "over " + numbers.get(words[1]) + " false");
                taken.remove(words[1]).close();
                say("gave " + words[1]);
            }
            case "check" ->
                say(promise(taken.get(words[1]), numbers.get(words[1]), false) ? "promised" : "not promised");
            case "status" -> {
                LockStatus s = locks.status();
                say("status granting " + s.granting() + " members " + s.members() + " held " + s.held() + " waiting "
                        + s.waiting() + " diverged " + s.diverged() + " digest " + Long.toHexString(s.digest()));
            }
            case "live" -> live(Long.parseLong(words[1]));
            case "finish" -> finishing = true;
            default -> throw new IllegalArgumentException(words[0]);
        }
    }

    private void take(Locks locks, String name) {
        long number = who * REQUESTS + takes.incrementAndGet();
        numbers.put(name, number);
        note(System.nanoTime(), "asked " + number + " " + who + " " + name + " false true");
        locks.acquireAsync(name, LockOptions.EXCLUSIVE).whenComplete((lock, error) -> {
            if (error != null) {
                note(System.nanoTime(), "over " + number + " false");
                // the node is away, and comes back
                pause(100);
                take(locks, name);
                return;
            }
            taken.put(name, lock);
            lock.listen((lost, reason) -> {
                note(System.nanoTime(), "over " + number + " true");
                say("lost " + name + " " + reason);
            });
            note(System.nanoTime(), "told " + number + " " + Long.toHexString(lock.token()));
            promise(lock, number, true);
            say("has " + name);
        });
        say("asked " + name);
    }

    /** Makes sure that a lock is held; the first time is when the judge may be sure that it is. */
    private boolean promise(ClusterLock lock, long number, boolean first) {
        try {
            LockPromise promise = lock.renew();
            if (first) {
                note(promise.beginNs(), "granted " + number + " " + Long.toHexString(promise.token()));
            }
            note(promise.beginNs(), "promised " + number + " " + promise.endNs());
            return true;
        } catch (ChorosException e) {
            // what was promised before counts if it was lost, and not when we give it up because nobody answers
            boolean lost = e.error() == CsError.NOT_EXIST || e.error() == CsError.LIBRARY;
            note(System.nanoTime(), "over " + number + " " + lost);
            return false;
        }
    }

    // --- a life of its own

    private void live(long seed) throws ChorosException {
        CountDownLatch left = new CountDownLatch(LOCKERS);
        List<Thread> threads = new ArrayList<>();
        for (int i = 1; i <= LOCKERS; i++) {
            Locks own = connect();
            Locker locker = new Locker(own, who + i, new Random(seed * LOCKERS + i));
            threads.add(new Thread(() -> {
                locker.live();
                own.close();
                left.countDown();
                if (left.getCount() == 0) {
                    say("finished");
                }
            }));
        }
        threads.forEach(Thread::start);
        say("lives");
    }

    /** Asks, holds, makes sure, gives back, by chance. */
    private final class Locker {
        private final Locks locks;
        private final int client;
        private final Random random;
        private long requests;

        Locker(Locks locks, int client, Random random) {
            this.locks = locks;
            this.client = client;
            this.random = random;
        }

        void live() {
            while (!finishing) {
                one("lock" + random.nextInt(LOCKS), options());
                pause(random.nextInt(60));
            }
            for (int i = 0; i < LOCKS; i++) {
                while (!one("lock" + i, LockOptions.EXCLUSIVE)) {
                    pause(100);
                }
            }
        }

        private LockOptions options() {
            LockOptions options = random.nextInt(4) == 0 ? LockOptions.SHARED : LockOptions.EXCLUSIVE;
            if (random.nextInt(6) == 0) {
                return options.withoutWaiting();
            }
            if (random.nextInt(3) == 0) {
                options = options.withTimeout(Duration.ofMillis(200 + random.nextInt(2000)));
            }
            return random.nextInt(5) == 0
                    ? options.withTimeToLive(Duration.ofMillis(60 + random.nextInt(400)))
                    : options;
        }

        /** Whether it has had it. */
        private boolean one(String name, LockOptions options) {
            long number = client * REQUESTS + ++requests;
            note(System.nanoTime(),
                    "asked " + number + " " + client + " " + name + " " + options.shared() + " " + options.waiting());
            ClusterLock lock;
            try {
                lock = locks.acquire(name, options);
            } catch (ChorosException e) {
                note(System.nanoTime(), "over " + number + " false");
                pause(e.error() == CsError.TRY_AGAIN ? 50 : 1);
                return false;
            }
            note(System.nanoTime(), "told " + number + " " + Long.toHexString(lock.token()));
            lock.listen((lost, reason) -> note(System.nanoTime(), "over " + number + " true"));
            boolean had = hold(lock, number);
            if (lock.state() == ClusterLock.State.HELD) {
                note(System.nanoTime(), "over " + number + " false");
            }
            lock.close();
            return had;
        }

        private boolean hold(ClusterLock lock, long number) {
            int steps = 1 + random.nextInt(4);
            for (int i = 0; i < steps; i++) {
                if (!promise(lock, number, i == 0)) {
                    return i > 0;
                }
                pause(random.nextInt(120));
            }
            return true;
        }
    }
}
