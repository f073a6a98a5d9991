package org.choros.spi.engine;

import java.util.function.Consumer;

import org.osgi.annotation.versioning.ProviderType;

/**
 * The device that resets the host unless it is tickled: an ability of the node, for the service wd. At most one device
 * is open. All calls return at once and are carried out in their order outside the ring thread.
 */
@ProviderType
public interface Watchdog {
    /** What became of a device that was asked for. */
    enum Outcome {
        /** It counts: the host is reset unless it is tickled. */
        ARMED,
        /** It is not there, or we may not write to it. */
        MISSING,
        /** It is there and cannot be opened. */
        REFUSED
    }

    /**
     * What a device answers.
     *
     * @param outcome what became of it; the rest counts with {@link Outcome#ARMED} only
     * @param identity its driver's name for itself, empty when it tells none
     * @param previousS its timeout before in seconds, what was asked for when it tells none
     * @param timeoutS its timeout now in seconds, what was asked for when it tells none
     */
    record Answer(Outcome outcome, String identity, int previousS, int timeoutS) {
    }

    /**
     * @return the device of a node whose configuration names none, for dialects where that does not mean none; empty
     *         when this node must not touch one unasked
     */
    String defaultDevice();

    /**
     * Opens a device, sets its timeout and arms it.
     *
     * @param device the path of the device
     * @param timeoutS its timeout in seconds
     * @param done is told on the ring thread
     */
    void open(String device, int timeoutS, Consumer<Answer> done);

    /**
     * Changes the timeout of the open device.
     *
     * @param timeoutS seconds
     * @param done is told on the ring thread
     */
    void timeout(int timeoutS, Consumer<Answer> done);

    /** Gives the host another timeout to live. */
    void tickle();

    /** Disarms the device and closes it. Without that it goes on counting, whatever becomes of the process. */
    void close();
}
