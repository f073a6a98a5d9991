package org.choros.node.isolation;

/**
 * How much patience there is with an engine on a thread of its own.
 *
 * @param slowNs a callback, or a turn in a synchronisation, that takes longer is reported, in nanoseconds
 * @param limitNs one that takes longer ends the engine
 */
public record Limits(long slowNs, long limitNs) {
    /** So many callbacks that had to be reported end the engine, too. */
    public static final int SLOW_MAX = 16;
    /** More callbacks than this do not wait for an engine: one that is further behind is unloaded. */
    public static final int CALLS_MAX = 65_536;
    /** Nor more bytes of messages. */
    public static final long BYTES_MAX = 64L << 20;
    /** More requests of clients than this do not wait for an engine: whose comes then is disconnected. */
    public static final int REQUESTS_MAX = 1024;
    /** Nor more bytes of them. */
    public static final long REQUEST_BYTES_MAX = 8L << 20;
    /** More messages than this do not wait for the ring: the engine's multicast answers false. */
    public static final int MESSAGES_MAX = 1024;
    /** Nor more bytes of them. */
    public static final long MESSAGE_BYTES_MAX = 4L << 20;
    /** More of what an engine asks for than this does not wait for the ring thread: the engine's thread does. */
    public static final int COMMANDS_MAX = 4096;
    /** Nor more bytes of it. */
    public static final long COMMAND_BYTES_MAX = 8L << 20;
    /** At most so many things are done for one engine before the ring thread looks after something else. */
    static final int COMMANDS_AT_ONCE = 64;
    /** As many keys an engine may have in the node's map. */
    public static final int KEYS_MAX = 1024;
    /** As many kinds of requests an engine may have. */
    public static final int REQUEST_KINDS_MAX = 1024;
    /** Whoever waits for another node in its turn has so many times the limit. */
    static final int WAITING_FACTOR = 4;
}
