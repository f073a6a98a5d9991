package org.choros.node;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Executor;

import org.choros.spi.engine.ExpectedVotesStore;
import org.choros.spi.log.LogLevel;

/** The expected-votes barrier in {@code ev_tracking}: 4 bytes in host byte order. Written on the admin thread. */
final class VotesStore implements ExpectedVotesStore {
    private final Path file;
    private final Executor admin;
    private final Log log;
    private final long stored;

    /** Writes a line. */
    @FunctionalInterface
    interface Log {
        void log(LogLevel level, String subsystem, String text);
    }

    VotesStore(Path stateDirectory, Executor admin, Log log) {
        this.file = stateDirectory.resolve("ev_tracking");
        this.admin = admin;
        this.log = log;
        this.stored = read();
    }

    private long read() {
        try {
            byte[] bytes = Files.exists(file) ? Files.readAllBytes(file) : new byte[0];
            return bytes.length == Integer.BYTES
                    ? ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder()).getInt() & 0xFFFF_FFFFL
                    : 0;
        } catch (IOException e) {
            log.log(LogLevel.WARNING, "VOTEQ", "Unable to read " + file + ": " + e.getMessage());
            return 0;
        }
    }

    @Override
    public long load() {
        return stored;
    }

    @Override
    public void store(long barrier) {
        admin.execute(() -> {
            try {
                Files.write(file,
                        ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.nativeOrder()).putInt((int) barrier)
                                .array());
            } catch (IOException e) {
                log.log(LogLevel.WARNING, "VOTEQ", "Unable to write " + file + ": " + e.getMessage());
            }
        });
    }
}
