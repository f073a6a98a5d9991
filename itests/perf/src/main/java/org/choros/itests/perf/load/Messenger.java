package org.choros.itests.perf.load;

/** A way to send to all, ourselves included, in one order. */
interface Messenger {
    /**
     * @param message one message; the caller uses the array again
     * @return false when it cannot be taken now
     */
    boolean send(byte[] message);
}
