package org.choros.itests.lab;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;

/** Reads a growing file line by line; a line that is not complete is left for the next time. */
public final class Tail {
    private static final int CHUNK = 1 << 16;

    private final Path file;
    private long offset;

    /**
     * @param file the file; it need not be there yet
     */
    public Tail(Path file) {
        this.file = file;
    }

    /**
     * Reads what is new.
     *
     * @param lines takes each line
     */
    public void read(Consumer<String> lines) {
        if (!Files.exists(file)) {
            return;
        }
        try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
            byte[] chunk = new byte[CHUNK];
            while (true) {
                in.seek(offset);
                int n = in.read(chunk);
                int end = lastLine(chunk, n);
                if (end == 0) {
                    return;
                }
                offset += end;
                new String(chunk, 0, end, StandardCharsets.ISO_8859_1).lines().forEach(lines);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int lastLine(byte[] chunk, int length) {
        for (int i = length; i > 0; i--) {
            if (chunk[i - 1] == '\n') {
                return i;
            }
        }
        return 0;
    }
}
