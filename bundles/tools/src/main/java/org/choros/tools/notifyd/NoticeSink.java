package org.choros.tools.notifyd;

/** Tells notices to somebody. */
interface NoticeSink {
    /**
     * @param notice what has happened
     */
    void tell(Notice notice);
}
