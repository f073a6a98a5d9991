package org.choros.spi.engine.sync;

import java.nio.ByteBuffer;

import org.osgi.annotation.versioning.ConsumerType;

/** An engine's state as a {@link StateTransfer} sees it. Every method is called on the ring thread and is quick. */
@ConsumerType
public interface SyncedState {
    /** @return whether there is a state; an engine that has just been started has none until it is given one */
    boolean exists();

    /**
     * How recent the state is: the most recent one of all wins, of several that are as recent the one that most have.
     * For a state that only a quorate ring may change, the sequence of the last such ring is a good number; a state
     * that every partition may change needs a rule of its own.
     *
     * @return the generation, unsigned
     */
    long generation();

    /**
     * A number that is the same for states that are the same and hardly ever for others. Who came along with the donor
     * is not sent its state, unless this differs.
     *
     * @return the digest; 0 always, to do without
     */
    default long digest() {
        return 0;
    }

    /**
     * What all members have to know of this node and that is not state: flags, settings.
     *
     * @return at most {@link StateTransfer#NOTE_MAX} bytes
     */
    default byte[] note() {
        return new byte[0];
    }

    /**
     * The state as bytes, for those who lack it. Called on one member only, once in a synchronisation, and only when
     * somebody lacks it.
     *
     * @param version the version that all have in common, see {@link VersionRange#common}
     * @return the state, position to limit; not changed by anybody until the synchronisation ends
     */
    ByteBuffer snapshot(int version);
}
