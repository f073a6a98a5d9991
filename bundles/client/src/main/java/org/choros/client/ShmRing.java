package org.choros.client;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

import org.choros.base.ChorosException;
import org.choros.base.CsError;
import org.choros.posix.Futex;
import org.choros.posix.NativeBuffer;
import org.choros.wire.qb.QbNames;
import org.choros.wire.qb.RingLayout;
import org.choros.wire.qb.RingMemory;
import org.choros.wire.qb.RingReader;
import org.choros.wire.qb.RingWriter;

/** One of a connection's rings in shared memory, as the server has made it: we write requests and read the others. */
final class ShmRing {
    private static final long SPIN_NS = 20_000;
    private static final String SHARED_MEMORY = "/dev/shm/";

    private final Path headerFile;
    private final Path dataFile;
    private final NativeBuffer header;
    private final RingMemory memory;
    private RingReader reader;
    private RingWriter writer;
    private ByteBuffer chunk;

    private ShmRing(Path headerFile, Path dataFile, NativeBuffer header, RingMemory memory) {
        this.headerFile = headerFile;
        this.dataFile = dataFile;
        this.header = header;
        this.memory = memory;
    }

    /** Opens a ring to write, and counts us in. */
    static ShmRing writing(String base) throws IOException, ChorosException {
        ShmRing ring = open(base);
        try {
            ring.writer = new RingWriter(ring.memory);
        } catch (IllegalArgumentException e) {
            throw broken();
        }
        return ring;
    }

    /** Opens a ring to read messages of this length at most, and counts us in. */
    static ShmRing reading(String base, int maxMessage) throws IOException, ChorosException {
        ShmRing ring = open(base);
        try {
            ring.reader = new RingReader(ring.memory);
        } catch (IllegalArgumentException e) {
            throw broken();
        }
        ring.chunk = ByteBuffer.allocate(maxMessage).order(ByteOrder.LITTLE_ENDIAN);
        return ring;
    }

    private static ShmRing open(String base) throws IOException, ChorosException {
        String path = base.startsWith("/") ? base : SHARED_MEMORY + base;
        Path headerFile = Path.of(path + QbNames.HEADER);
        ByteBuffer header = map(headerFile, RingLayout.HEADER_LENGTH);
        int words = header.getInt(RingLayout.WORDS);
        if (words < RingLayout.CHUNK_HEADER || words > Integer.MAX_VALUE / 4) {
            throw broken();
        }
        Path dataFile = Path.of(RingMemory.dataPath(header));
        RingMemory memory = new RingMemory(header, map(dataFile, 4L * words));
        memory.addRef(1);
        return new ShmRing(headerFile, dataFile, NativeBuffer.of(header), memory);
    }

    private static ByteBuffer map(Path file, long size) throws IOException, ChorosException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            // a header may have user data behind it, which has to be mapped, too
            long length = Math.min(channel.size(), size + Integer.BYTES);
            if (length < size) {
                throw broken();
            }
            boolean isHeader = size == RingLayout.HEADER_LENGTH;
            return channel.map(MapMode.READ_WRITE, 0, isHeader ? length : size).order(ByteOrder.LITTLE_ENDIAN);
        }
    }

    private static ChorosException broken() {
        return new ChorosException(CsError.LIBRARY, "the shared memory makes no sense");
    }

    /** Whether both sides hold this ring. */
    boolean shared() {
        return memory.refCount() == 2;
    }

    /** The server's word in the header of the request ring: above 0, requests are not welcome. */
    int flowControl() {
        return memory.flowControl();
    }

    /** Writes a chunk; false when there is no room for it. */
    boolean write(ByteBuffer message) throws ChorosException {
        return switch (writer.write(message)) {
            case WRITTEN -> true;
            case WRITTEN_WAKE -> {
                // no server sleeps there, but one might
                Futex.wake(header, RingLayout.SEMAPHORE, 1);
                yield true;
            }
            case FULL -> false;
            case BROKEN -> throw broken();
        };
    }

    /** Takes the next chunk, or null when there is none. */
    ByteBuffer read() throws ChorosException {
        int length = reader.read(chunk);
        if (length == RingReader.EMPTY) {
            return null;
        }
        if (length < 0) {
            throw broken();
        }
        ByteBuffer message = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        return message.put(0, chunk, 0, length);
    }

    /** Waits for the next chunk; null when none came in time. */
    ByteBuffer read(long timeoutNs) throws ChorosException {
        long start = System.nanoTime();
        long spin = Math.min(timeoutNs, SPIN_NS);
        while (!reader.ready() && System.nanoTime() - start < spin) {
            Thread.onSpinWait();
        }
        if (!reader.ready()) {
            sleep(start, timeoutNs);
        }
        return read();
    }

    private void sleep(long start, long timeoutNs) {
        memory.waiter(true);
        try {
            long left = timeoutNs - (System.nanoTime() - start);
            while (!reader.ready() && left > 0) {
                Futex.await(header, RingLayout.SEMAPHORE, 0, left);
                left = timeoutNs - (System.nanoTime() - start);
            }
        } finally {
            memory.waiter(false);
        }
    }

    /** Lets go of the ring, and of its files when the server cannot remove them any more. */
    void close(boolean serverDead) {
        try {
            memory.release();
        } catch (InternalError e) {
            // the file below was cut: there is nobody to tell
            return;
        }
        if (serverDead) {
            delete(dataFile);
            delete(headerFile);
        }
    }

    static void delete(Path path) {
        try {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            // another client or a new server was faster, or it is not ours: either way nothing is left to do
            return;
        }
    }

    Path folder() {
        return headerFile.getParent();
    }
}
