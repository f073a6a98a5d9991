package org.choros.ipc;

/** Tells what happens at one descriptor. Close it before the descriptor. */
interface Watch {
    /** Whether input is of interest; a hang-up always is. */
    void input(boolean on);

    void close();

    /** What happens at the descriptor. */
    interface Listener {
        /** There is something to read, perhaps the end of the stream. */
        void readable();

        /** The peer is gone and nothing is left to read, or reading is off. */
        void hungUp();
    }
}
