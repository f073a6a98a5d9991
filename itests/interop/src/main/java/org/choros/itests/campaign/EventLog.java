package org.choros.itests.campaign;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The log of one witness: a line an event, the monotonic clock of this machine first, in nanoseconds and never going
 * back. For several threads.
 */
final class EventLog implements AutoCloseable {
    private final Writer out;
    private boolean closed;

    EventLog(Path file) throws IOException {
        out = new BufferedWriter(Files.newBufferedWriter(file));
    }

    /** Writes a line down; it reaches the file with the next {@link #flush}. */
    synchronized void line(String text) {
        try {
            if (!closed) {
                out.write(System.nanoTime() + " " + text + "\n");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    synchronized void flush() {
        try {
            if (!closed) {
                out.flush();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public synchronized void close() throws IOException {
        if (!closed) {
            closed = true;
            out.close();
        }
    }
}
