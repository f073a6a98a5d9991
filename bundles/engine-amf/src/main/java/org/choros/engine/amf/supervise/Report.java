package org.choros.engine.amf.supervise;

/**
 * What has come of an order.
 *
 * @param kind what
 * @param serial the order's number
 */
public record Report(Kind kind, long serial) {
    /** What has come of it. */
    public enum Kind {
        /** It is done. */
        HELD,
        /** Nothing of it runs. */
        GONE,
        /** It could not be done, or not be kept up, here; nothing of it runs. */
        FAILED,
        /** It cannot be stopped. */
        STUCK
    }
}
