package org.choros.node.isolation;

/** How the ring half reaches the engine's thread. Called on the ring thread; every call returns at once. */
public interface EngineHands {
    /** There is something for the engine's half: its {@code step} is to be called until it answers false. */
    void wakeEngine();

    /**
     * The engine has been in a call for too long: who asks where its thread stands writes it into the log.
     *
     * @param doing which call
     * @param forNs for how long
     */
    void slow(String doing, long forNs);

    /** The engine was unloaded and has been told to stop: {@link IsolatedEngine#hasStopped} tells when it has. */
    void stopping();

    /** The engine has stopped in order: its thread may end. */
    void stopped();

    /** The engine is given up: its thread is interrupted, and nothing of it counts any more. */
    void abandoned();

    /** @return bytes that the engine's thread has allocated so far, 0 when the JVM does not tell */
    long allocatedBytes();
}
