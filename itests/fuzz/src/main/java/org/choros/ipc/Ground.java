package org.choros.ipc;

/** Where clients and the server meet: in memory, or over the sockets and files of the kernel. */
interface Ground {
    /** The service of whoever comes. */
    int SERVICE = 9;
    /** The service of the well-behaved client. */
    int QUIET = 10;

    /** A client of a service ("busy" or "quiet"), null when the kernel refuses it. */
    Foe connect(String service);

    /** Does something on the ring thread, with the server or its node. */
    void onRing(Runnable task);

    QbIpcServer server();

    BenchHost host();

    /** Publishes the busy service again. */
    void publish();

    /** The ring thread takes so many turns at most. */
    void turn(int turns);

    /** The admin thread does so many tasks at most. */
    void admin(int tasks);

    /** Goes on until nothing happens any more but by time. */
    void settle();

    /** Time passes. */
    void advance(long ms);

    /** What has to hold at any time. */
    void check();

    /** The well-behaved client asks, and has its answer, whatever the others do. */
    void serve();

    /** Another well-behaved client comes, asks and goes, while there is room for one more. */
    void visit();

    /** Something runs out, or is there again. */
    void run(int how);

    /** Everything is there again. */
    void plenty();

    /** The others are gone, the well-behaved client is not: nothing is left but what is its own. */
    void checkLeft(int services);

    /** The server ends, whoever is there, and nothing is left. */
    void close();
}
