package org.choros.map.core;

import org.choros.base.CsError;

/** What a replica wants done, in order. None of these may call the replica. */
public interface MapOutput {
    /**
     * Sends to all members, us too; in the order of these calls, and whole.
     *
     * @param message what to send
     */
    void send(byte[] message);

    /**
     * An entry has changed.
     *
     * @param key its key
     * @param before what it was, null when it was not there
     * @param now what it is, null when it is not there
     */
    void changed(String key, Item before, Item now);

    /**
     * A write is done, or its condition did not hold, for good.
     *
     * @param request which one
     * @param outcome what it has come to
     */
    void done(long request, Outcome outcome);

    /**
     * A write has failed.
     *
     * @param request which one
     * @param error how
     * @param why in words
     */
    void failed(long request, CsError error, String why);

    /** The map can be read. */
    void synchronised();

    /**
     * Writes are possible, or are not any more.
     *
     * @param possible whether they are
     */
    void writable(boolean possible);
}
