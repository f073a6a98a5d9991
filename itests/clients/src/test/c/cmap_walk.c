/* Calls every function of libcmap, rightly and wrongly, and writes what came of it. */
#include "transcript.h"
#include <corosync/cmap.h>
#include <limits.h>

static void say_value(const char *what, cmap_value_types_t type, const void *value, size_t length)
{
    if (type == CMAP_VALUETYPE_STRING && length > 0) {
        say("%s type 11, %zu bytes \"%.*s\"", what, length, (int)length, (const char *)value);
    } else {
        printf("%s type %d, ", what, type);
        say_bytes("bytes", value, length);
    }
}

static void on_change(cmap_handle_t handle, cmap_track_handle_t track, int32_t event, const char *key,
                      struct cmap_notify_value new_value, struct cmap_notify_value old_value, void *user_data)
{
    (void)handle;
    (void)track;
    say("  %s: event %d of %s", (const char *)user_data, event, key);
    say_value("    new", new_value.type, new_value.data, new_value.len);
    say_value("    old", old_value.type, old_value.data, old_value.len);
    events++;
}

static void bad_handles(void)
{
    cmap_handle_t handle = NO_HANDLE;
    cmap_iter_handle_t iteration;
    cmap_track_handle_t track;
    cmap_value_types_t type;
    const void *context;
    char key[CMAP_KEYNAME_MAXLEN + 1];
    char *string;
    size_t length;
    int fd;
    uint8_t u8 = 1;
    say("# bad handles");
    CALL(cmap_finalize(handle));
    CALL(cmap_fd_get(handle, &fd));
    CALL(cmap_dispatch(handle, CS_DISPATCH_ALL));
    CALL(cmap_context_get(handle, &context));
    CALL(cmap_context_set(handle, NULL));
    CALL(cmap_set(handle, "walk.key", &u8, 1, CMAP_VALUETYPE_UINT8));
    CALL(cmap_set_uint8(handle, "walk.key", 1));
    CALL(cmap_delete(handle, "walk.key"));
    CALL(cmap_get(handle, "walk.key", NULL, &length, &type));
    CALL(cmap_get_uint8(handle, "walk.key", &u8));
    CALL(cmap_get_string(handle, "walk.key", &string));
    CALL(cmap_inc(handle, "walk.key"));
    CALL(cmap_dec(handle, "walk.key"));
    CALL(cmap_iter_init(handle, NULL, &iteration));
    CALL(cmap_iter_next(handle, 1, key, &length, &type));
    CALL(cmap_iter_finalize(handle, 1));
    CALL(cmap_track_add(handle, "walk.key", CMAP_TRACK_ADD, on_change, NULL, &track));
    CALL(cmap_track_delete(handle, 1));
}

static void show(cmap_handle_t handle, const char *key)
{
    cmap_value_types_t type = 0;
    size_t length = 0;
    char value[20000];
    printf("%s: ", key);
    if (called("cmap_get(length only)", cmap_get(handle, key, NULL, &length, &type)) == CS_OK) {
        say("  type %d, %zu bytes", type, length);
        length = sizeof(value);
        called("  cmap_get", cmap_get(handle, key, value, &length, &type));
        say_value("  ", type, value, length);
    }
}

#define SET_AND_GET(name, type, format, ...) \
    do { \
        static const type values_[] = {__VA_ARGS__}; \
        for (size_t i_ = 0; i_ < sizeof(values_) / sizeof(values_[0]); i_++) { \
            type back_ = 0; \
            CALL(cmap_set_##name(handle, "walk." #name, values_[i_])); \
            CALL(cmap_get_##name(handle, "walk." #name, &back_)); \
            say("  " format, back_); \
        } \
        show(handle, "walk." #name); \
    } while (0)

static void types(cmap_handle_t handle)
{
    char *string = NULL;
    uint8_t u8 = 0;
    int8_t i8 = 0;
    uint16_t u16 = 0;
    int16_t i16 = 0;
    uint32_t u32 = 0;
    int32_t i32 = 0;
    uint64_t u64 = 0;
    int64_t i64 = 0;
    float flt = 0;
    double dbl = 0;
    say("# types");
    SET_AND_GET(int8, int8_t, "%d", 0, -1, INT8_MIN, INT8_MAX);
    SET_AND_GET(uint8, uint8_t, "%u", 0, 1, UINT8_MAX);
    SET_AND_GET(int16, int16_t, "%d", 0, -1, INT16_MIN, INT16_MAX);
    SET_AND_GET(uint16, uint16_t, "%u", 0, 1, UINT16_MAX);
    SET_AND_GET(int32, int32_t, "%d", 0, -1, INT32_MIN, INT32_MAX);
    SET_AND_GET(uint32, uint32_t, "%u", 0, 1, UINT32_MAX);
    SET_AND_GET(int64, int64_t, "%" PRId64, 0, -1, INT64_MIN, INT64_MAX);
    SET_AND_GET(uint64, uint64_t, "%" PRIu64, 0, 1, UINT64_MAX);
    SET_AND_GET(float, float, "%f", 0, 1.5f, -2.25f);
    SET_AND_GET(double, double, "%f", 0, 1.5, -2.25);
    CALL(cmap_set_string(handle, "walk.string", ""));
    show(handle, "walk.string");
    CALL(cmap_set_string(handle, "walk.string", "four"));
    CALL(cmap_get_string(handle, "walk.string", &string));
    say("  %s", string);
    free(string);
    show(handle, "walk.string");
    say("# every getter on a key of another type");
    CALL(cmap_get_int8(handle, "walk.string", &i8));
    CALL(cmap_get_uint8(handle, "walk.int8", &u8));
    CALL(cmap_get_int16(handle, "walk.int8", &i16));
    CALL(cmap_get_uint16(handle, "walk.int8", &u16));
    CALL(cmap_get_int32(handle, "walk.uint32", &i32));
    CALL(cmap_get_uint32(handle, "walk.uint64", &u32));
    CALL(cmap_get_int64(handle, "walk.uint64", &i64));
    CALL(cmap_get_uint64(handle, "walk.double", &u64));
    CALL(cmap_get_float(handle, "walk.double", &flt));
    CALL(cmap_get_double(handle, "walk.float", &dbl));
    CALL(cmap_get_string(handle, "walk.int8", &string));
    say("# every getter on a key that is not there");
    CALL(cmap_get_int8(handle, "walk.none", &i8));
    CALL(cmap_get_uint8(handle, "walk.none", &u8));
    CALL(cmap_get_int16(handle, "walk.none", &i16));
    CALL(cmap_get_uint16(handle, "walk.none", &u16));
    CALL(cmap_get_int32(handle, "walk.none", &i32));
    CALL(cmap_get_uint32(handle, "walk.none", &u32));
    CALL(cmap_get_int64(handle, "walk.none", &i64));
    CALL(cmap_get_uint64(handle, "walk.none", &u64));
    CALL(cmap_get_float(handle, "walk.none", &flt));
    CALL(cmap_get_double(handle, "walk.none", &dbl));
    CALL(cmap_get_string(handle, "walk.none", &string));
}

static void values(cmap_handle_t handle)
{
    static char big[70000];
    char text[] = "abc\0def";
    char small[3];
    size_t length;
    cmap_value_types_t type;
    memset(big, 'x', sizeof(big));
    say("# raw values");
    CALL(cmap_set(handle, "walk.raw", text, 3, CMAP_VALUETYPE_STRING));
    show(handle, "walk.raw");
    CALL(cmap_set(handle, "walk.raw", text, 4, CMAP_VALUETYPE_STRING));
    show(handle, "walk.raw");
    CALL(cmap_set(handle, "walk.raw", text, 2, CMAP_VALUETYPE_STRING));
    show(handle, "walk.raw");
    CALL(cmap_set(handle, "walk.raw", text, 7, CMAP_VALUETYPE_STRING));
    CALL(cmap_set(handle, "walk.raw", text, 0, CMAP_VALUETYPE_STRING));
    show(handle, "walk.raw");
    CALL(cmap_set(handle, "walk.raw", text, 7, CMAP_VALUETYPE_BINARY));
    show(handle, "walk.raw");
    CALL(cmap_set(handle, "walk.raw", text, 0, CMAP_VALUETYPE_BINARY));
    show(handle, "walk.raw");
    for (int t = 0; t <= 13; t++) {
        printf("type %d, 4 bytes, ", t);
        CALL(cmap_set(handle, "walk.raw", big, 4, t));
        printf("type %d, 8 bytes, ", t);
        CALL(cmap_set(handle, "walk.raw", big, 8, t));
    }
    CALL(cmap_set(handle, "walk.raw", NULL, 4, CMAP_VALUETYPE_UINT32));
    CALL(cmap_set(handle, NULL, big, 4, CMAP_VALUETYPE_UINT32));
    CALL(cmap_set(handle, "walk.raw", big, 16383, CMAP_VALUETYPE_BINARY));
    CALL(cmap_set(handle, "walk.raw", big, 16384, CMAP_VALUETYPE_BINARY));
    CALL(cmap_set(handle, "walk.raw", big, 16385, CMAP_VALUETYPE_BINARY));
    CALL(cmap_set(handle, "walk.raw", big, 65536, CMAP_VALUETYPE_BINARY));
    CALL(cmap_set(handle, "walk.raw", big, 16383, CMAP_VALUETYPE_STRING));
    CALL(cmap_set(handle, "walk.raw", big, 16384, CMAP_VALUETYPE_STRING));
    CALL(cmap_set(handle, "walk.raw", big, 16385, CMAP_VALUETYPE_STRING));
    CALL(cmap_set_string(handle, "walk.four", "four"));
    length = sizeof(small);
    CALL(cmap_get(handle, "walk.four", small, &length, &type));
    length = sizeof(small);
    CALL(cmap_get(handle, "walk.four", small, &length, NULL));
    CALL(cmap_get(handle, "walk.four", small, NULL, &type));
    CALL(cmap_get(handle, "walk.four", NULL, NULL, &type));
    say("  type %d", type);
    CALL(cmap_get(handle, NULL, NULL, &length, &type));
}

static void names(cmap_handle_t handle)
{
    static const char *const bad[] = {"", "a", "ab", "abc", "a b", "key,x", "key\xc3\xa4", "key*", "..", "...", "a/b:c-d_e",
                                      "0.1", "key#"};
    char longest[CMAP_KEYNAME_MAXLEN + 2];
    memset(longest, 'n', sizeof(longest));
    longest[CMAP_KEYNAME_MAXLEN + 1] = 0;
    say("# names");
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        uint8_t back;
        say("name \"%s\"", bad[i]);
        CALL(cmap_set_uint8(handle, bad[i], 1));
        CALL(cmap_get_uint8(handle, bad[i], &back));
        CALL(cmap_inc(handle, bad[i]));
        CALL(cmap_delete(handle, bad[i]));
    }
    CALL(cmap_set_uint8(handle, longest, 1));
    longest[CMAP_KEYNAME_MAXLEN] = 0;
    CALL(cmap_set_uint8(handle, longest, 1));
    CALL(cmap_delete(handle, longest));
    CALL(cmap_delete(handle, longest));
    CALL(cmap_delete(handle, NULL));
}

static void counting(cmap_handle_t handle)
{
    static const char *const keys[] = {"walk.int8", "walk.uint8", "walk.int16", "walk.uint16", "walk.int32",
                                       "walk.uint32", "walk.int64", "walk.uint64", "walk.float", "walk.double",
                                       "walk.string", "walk.none", "nodelist.local_node_pos"};
    say("# counting up and down");
    for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
        say("%s", keys[i]);
        CALL(cmap_inc(handle, keys[i]));
        show(handle, keys[i]);
        CALL(cmap_dec(handle, keys[i]));
        CALL(cmap_dec(handle, keys[i]));
        show(handle, keys[i]);
    }
    CALL(cmap_inc(handle, NULL));
    CALL(cmap_dec(handle, NULL));
}

static void read_only(cmap_handle_t handle)
{
    static const char *const keys[] = {
        "internal_configuration.service.0.name", "runtime.services.cmap.service_id", "runtime.config.totem.token",
        "runtime.totem.x", "uidgid.config.uid.77", "system.x", "nodelist.node.0.nodeid", "nodelist.x",
        "totem.crypto_cipher", "totem.crypto_hash", "totem.crypto_model", "totem.keyfile", "totem.key", "totem.secauth",
        "totem.ip_version", "totem.rrp_mode", "totem.transport", "totem.cluster_name", "totem.netmtu", "totem.threads",
        "totem.version", "totem.nodeid", "totem.clear_node_high_bit", "config.reload_in_progress",
        "config.totemconfig_reload_in_progress", "nodelist.local_node_pos", "quorum.allow_downscale",
        "quorum.wait_for_all", "quorum.last_man_standing", "quorum.last_man_standing_window",
        "quorum.expected_votes_tracking", "quorum.auto_tie_breaker", "quorum.auto_tie_breaker_node",
        "runtime.connections.x", "stats.srp.x", "uidgid.uid.77", "runtime.members.1.status2",
        "runtime.votequorum.this_node_id2", "quorum.provider2", "quorum.two_node2"};
    say("# keys that clients must not write, and some that they may");
    for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
        say("%s", keys[i]);
        CALL(cmap_set_uint8(handle, keys[i], 1));
        CALL(cmap_set_string(handle, keys[i], ""));
        CALL(cmap_inc(handle, keys[i]));
        CALL(cmap_delete(handle, keys[i]));
    }
}

static void iterations(cmap_handle_t handle)
{
    cmap_iter_handle_t iteration;
    char key[CMAP_KEYNAME_MAXLEN + 1];
    char longest[CMAP_KEYNAME_MAXLEN + 2];
    size_t length;
    cmap_value_types_t type;
    cs_error_t error;
    memset(longest, 'n', sizeof(longest));
    longest[CMAP_KEYNAME_MAXLEN + 1] = 0;
    say("# iterations");
    CALL(cmap_iter_init(handle, "walk.", &iteration));
    while ((error = cmap_iter_next(handle, iteration, key, &length, &type)) == CS_OK) {
        say("  %s type %d, %zu bytes", key, type, length);
    }
    called("cmap_iter_next(at the end)", error);
    CALL(cmap_iter_next(handle, iteration, key, &length, &type));
    CALL(cmap_iter_finalize(handle, iteration));
    CALL(cmap_iter_finalize(handle, iteration));
    CALL(cmap_iter_next(handle, iteration, key, &length, &type));
    CALL(cmap_iter_init(handle, "no.such.prefix", &iteration));
    CALL(cmap_iter_next(handle, iteration, key, NULL, NULL));
    CALL(cmap_iter_finalize(handle, iteration));
    CALL(cmap_iter_init(handle, longest, &iteration));
    say("deleting and adding on the way");
    CALL(cmap_set_uint8(handle, "walk.way.1", 1));
    CALL(cmap_set_uint8(handle, "walk.way.2", 2));
    CALL(cmap_set_uint8(handle, "walk.way.4", 4));
    CALL(cmap_iter_init(handle, "walk.way.", &iteration));
    CALL(cmap_iter_next(handle, iteration, key, NULL, NULL));
    say("  %s", key);
    CALL(cmap_delete(handle, "walk.way.1"));
    CALL(cmap_delete(handle, "walk.way.2"));
    CALL(cmap_set_uint8(handle, "walk.way.3", 3));
    /* which of the others come is a matter of luck with C, whose map has a random shape */
    while ((error = cmap_iter_next(handle, iteration, key, NULL, NULL)) == CS_OK) {
        if (strncmp(key, "walk.way.", 9) != 0) {
            say("  %s is none", key);
        }
    }
    called("cmap_iter_next(at the end)", error);
    CALL(cmap_iter_finalize(handle, iteration));
    CALL(cmap_delete(handle, "walk.way.3"));
    CALL(cmap_delete(handle, "walk.way.4"));
}

static void all_keys(cmap_handle_t handle)
{
    cmap_iter_handle_t iteration;
    char key[CMAP_KEYNAME_MAXLEN + 1];
    size_t length;
    cmap_value_types_t type;
    cs_error_t error;
    CALL(cmap_iter_init(handle, NULL, &iteration));
    while ((error = cmap_iter_next(handle, iteration, key, &length, &type)) == CS_OK) {
        say("  %s type %d", key, type);
    }
    CALL(cmap_iter_finalize(handle, iteration));
}

static void trackers(cmap_handle_t handle, int fd)
{
    cmap_track_handle_t key, prefix, all, second, bad;
    char longest[CMAP_KEYNAME_MAXLEN + 2];
    memset(longest, 'n', sizeof(longest));
    longest[CMAP_KEYNAME_MAXLEN + 1] = 0;
    say("# trackers");
    CALL(cmap_track_add(handle, "walk.t.key", CMAP_TRACK_ADD | CMAP_TRACK_MODIFY | CMAP_TRACK_DELETE, on_change, "key",
                        &key));
    CALL(cmap_track_add(handle, "walk.t.", CMAP_TRACK_PREFIX | CMAP_TRACK_ADD | CMAP_TRACK_DELETE, on_change, "prefix",
                        &prefix));
    CALL(cmap_set_uint8(handle, "walk.t.key", 1));
    AWAIT_EVENTS(fd, events + 2, cmap_dispatch(handle, CS_DISPATCH_ONE));
    say("the same again, then another value, another type");
    CALL(cmap_set_uint8(handle, "walk.t.key", 1));
    CALL(cmap_set_uint8(handle, "walk.t.key", 2));
    CALL(cmap_set_uint16(handle, "walk.t.key", 2));
    CALL(cmap_set_string(handle, "walk.t.key", "two"));
    AWAIT_EVENTS(fd, events + 3, cmap_dispatch(handle, CS_DISPATCH_ONE));
    CALL(cmap_set_int32(handle, "walk.t.key", -1));
    CALL(cmap_inc(handle, "walk.t.key"));
    CALL(cmap_dec(handle, "walk.t.key"));
    AWAIT_EVENTS(fd, events + 3, cmap_dispatch(handle, CS_DISPATCH_ONE));
    CALL(cmap_set_uint8(handle, "walk.t.other", 1));
    AWAIT_EVENTS(fd, events + 1, cmap_dispatch(handle, CS_DISPATCH_ONE));
    CALL(cmap_delete(handle, "walk.t.key"));
    AWAIT_EVENTS(fd, events + 2, cmap_dispatch(handle, CS_DISPATCH_ONE));
    CALL(cmap_delete(handle, "walk.t.key"));
    say("all keys, twice the same");
    CALL(cmap_track_add(handle, NULL, CMAP_TRACK_PREFIX | CMAP_TRACK_MODIFY, on_change, "all", &all));
    CALL(cmap_track_add(handle, "walk.t.other", CMAP_TRACK_MODIFY, on_change, "second", &second));
    CALL(cmap_set_uint8(handle, "walk.t.other", 7));
    AWAIT_EVENTS(fd, events + 2, cmap_dispatch(handle, CS_DISPATCH_ONE));
    CALL(cmap_track_delete(handle, all));
    CALL(cmap_track_delete(handle, all));
    CALL(cmap_track_delete(handle, second));
    CALL(cmap_track_delete(handle, prefix));
    CALL(cmap_track_delete(handle, key));
    CALL(cmap_delete(handle, "walk.t.other"));
    CALL(cmap_dispatch(handle, CS_DISPATCH_ALL));
    CALL(cmap_dispatch(handle, CS_DISPATCH_ONE_NONBLOCKING));
    say("wrong ones");
    CALL(cmap_track_add(handle, "walk.t.key", 0, on_change, "none", &bad));
    CALL(cmap_track_add(handle, "walk.t.key", 16, on_change, "none", &bad));
    CALL(cmap_track_add(handle, "walk.t.key", CMAP_TRACK_PREFIX, on_change, "none", &bad));
    CALL(cmap_track_add(handle, NULL, CMAP_TRACK_ADD, on_change, "none", &bad));
    CALL(cmap_track_add(handle, "a b", CMAP_TRACK_ADD, on_change, "none", &bad));
    CALL(cmap_track_add(handle, longest, CMAP_TRACK_ADD, on_change, "none", &bad));
    CALL(cmap_track_add(handle, "walk.t.key", CMAP_TRACK_ADD, NULL, "none", &bad));
    CALL(cmap_track_delete(handle, NO_HANDLE));
}

static void statistics(void)
{
    static const char *const cleared[] = {"stats.clear.knet", "stats.clear.ipc", "stats.clear.totem",
                                          "stats.clear.schedmiss", "stats.clear.all", "stats.clear.x", "stats.x"};
    cmap_handle_t handle;
    cmap_track_handle_t track;
    cmap_iter_handle_t iteration;
    char key[CMAP_KEYNAME_MAXLEN + 1];
    size_t length;
    cmap_value_types_t type;
    char *string;
    uint64_t u64;
    uint32_t u32;
    int fd = -1;
    say("# statistics");
    CALL(cmap_initialize_map(&handle, 7));
    CALL(cmap_initialize_map(&handle, CMAP_MAP_ICMAP));
    CALL(cmap_finalize(handle));
    MUST(cmap_initialize_map(&handle, CMAP_MAP_STATS));
    CALL(cmap_fd_get(handle, &fd));
    CALL(cmap_iter_init(handle, "stats.srp.", &iteration));
    while (cmap_iter_next(handle, iteration, key, &length, &type) == CS_OK) {
        say("  %s type %d, %zu bytes", key, type, length);
    }
    CALL(cmap_iter_finalize(handle, iteration));
    CALL(cmap_iter_init(handle, "stats.pg.", &iteration));
    while (cmap_iter_next(handle, iteration, key, &length, &type) == CS_OK) {
        say("  %s type %d, %zu bytes", key, type, length);
    }
    CALL(cmap_iter_finalize(handle, iteration));
    CALL(cmap_iter_init(handle, "stats.ipcs.global.", &iteration));
    while (cmap_iter_next(handle, iteration, key, &length, &type) == CS_OK) {
        say("  %s type %d, %zu bytes", key, type, length);
    }
    CALL(cmap_iter_finalize(handle, iteration));
    CALL(cmap_get_uint64(handle, "stats.srp.mcast_tx", &u64));
    CALL(cmap_get_uint32(handle, "stats.srp.mcast_tx", &u32));
    CALL(cmap_get_uint32(handle, "stats.pg.msg_reserved", &u32));
    CALL(cmap_get_string(handle, "stats.srp.mcast_tx", &string));
    CALL(cmap_get_uint64(handle, "stats.srp.none", &u64));
    CALL(cmap_get_uint64(handle, "totem.version", &u64));
    CALL(cmap_set_uint64(handle, "stats.srp.mcast_tx", 1));
    CALL(cmap_inc(handle, "stats.srp.mcast_tx"));
    CALL(cmap_dec(handle, "stats.srp.mcast_tx"));
    CALL(cmap_delete(handle, "stats.srp.mcast_tx"));
    CALL(cmap_set_uint8(handle, "walk.key", 1));
    CALL(cmap_delete(handle, "walk.key"));
    for (size_t i = 0; i < sizeof(cleared) / sizeof(cleared[0]); i++) {
        say("%s", cleared[i]);
        CALL(cmap_set_uint32(handle, cleared[i], 1));
        CALL(cmap_get_uint32(handle, cleared[i], &u32));
        CALL(cmap_inc(handle, cleared[i]));
        CALL(cmap_delete(handle, cleared[i]));
    }
    say("trackers");
    CALL(cmap_track_add(handle, "stats.ipcs.", CMAP_TRACK_PREFIX | CMAP_TRACK_ADD, on_change, "x", &track));
    CALL(cmap_track_add(handle, "stats.ipcs.", CMAP_TRACK_PREFIX | CMAP_TRACK_DELETE, on_change, "x", &track));
    CALL(cmap_track_add(handle, "stats.ipcs.", CMAP_TRACK_PREFIX | CMAP_TRACK_MODIFY, on_change, "x", &track));
    CALL(cmap_track_add(handle, "stats.ipcs.", CMAP_TRACK_PREFIX | CMAP_TRACK_ADD | CMAP_TRACK_DELETE, on_change, "x",
                        &track));
    CALL(cmap_track_delete(handle, track));
    CALL(cmap_track_delete(handle, track));
    CALL(cmap_track_add(handle, "stats.srp.mcast_tx", CMAP_TRACK_MODIFY, on_change, "x", &track));
    CALL(cmap_track_delete(handle, track));
    CALL(cmap_track_add(handle, "stats.srp.none", CMAP_TRACK_MODIFY, on_change, "x", &track));
    CALL(cmap_track_delete(handle, NO_HANDLE));
    CALL(cmap_finalize(handle));
}

int main(void)
{
    cmap_handle_t handle;
    const void *context = NULL;
    int fd = -1;
    bad_handles();
    say("# connections");
    MUST(cmap_initialize(&handle));
    CALL(cmap_context_get(handle, &context));
    say("  %s", context == NULL ? "none" : "some");
    CALL(cmap_context_set(handle, "mine"));
    CALL(cmap_context_get(handle, &context));
    say("  %s", (const char *)context);
    CALL(cmap_fd_get(handle, &fd));
    say("  descriptor %s", fd >= 0 ? "yes" : "no");
    all_keys(handle);
    types(handle);
    values(handle);
    names(handle);
    counting(handle);
    read_only(handle);
    iterations(handle);
    trackers(handle, fd);
    all_keys(handle);
    statistics();
    CALL(cmap_finalize(handle));
    CALL(cmap_finalize(handle));
    return 0;
}
