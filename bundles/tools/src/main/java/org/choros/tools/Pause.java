package org.choros.tools;

/** Waiting between tries. */
final class Pause {
    private Pause() {
    }

    static void ms(int milliseconds) {
        try {
            Thread.sleep(milliseconds);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
