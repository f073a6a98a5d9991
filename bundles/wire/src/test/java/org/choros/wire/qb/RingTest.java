package org.choros.wire.qb;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;

import org.junit.jupiter.api.Test;

/** The ring (IPC 1.4), against a naive twin that moves single words. */
final class RingTest {
    private ByteBuffer header;

    private RingMemory ring(int bytes) {
        header = ByteBuffer.allocateDirect(RingLayout.HEADER_LENGTH_USER + 4).order(ByteOrder.LITTLE_ENDIAN);
        ByteBuffer data = ByteBuffer.allocateDirect(bytes).order(ByteOrder.LITTLE_ENDIAN);
        RingMemory memory = new RingMemory(header, data);
        memory.initialise("/dev/shm/x-header", "/dev/shm/x-data");
        return memory;
    }

    /** The recorded sizes of Debian's daemon. */
    @Test
    void dataFileSizes() {
        assertEquals(1_052_672, RingLayout.dataLength(1_048_576, 4096));
        assertEquals(4096, RingLayout.dataLength(4083, 4096));
        assertEquals(8192, RingLayout.dataLength(4084, 4096));
        assertEquals(65_536, RingLayout.dataLength(0, 65_536));
        assertThrows(ArithmeticException.class, () -> RingLayout.dataLength(Integer.MAX_VALUE, 4096));
    }

    @Test
    void freshRingHasTheRecordedBytes() {
        RingMemory memory = ring(4096);
        assertEquals(1024, header.getInt(8));
        assertEquals("/dev/shm/x-data", RingMemory.dataPath(header));
        assertEquals(1, memory.refCount());
        assertEquals(0x80, header.getInt(8216));
        assertEquals(5, memory.data().getInt(0));
        memory.addRef(1);
        assertEquals(2, memory.refCount());
        memory.release();
        assertEquals(0, header.getInt(8204));
    }

    @Test
    void chunkBytesAreThoseOfLibqb() {
        RingMemory memory = ring(4096);
        ByteBuffer data = memory.data();
        new RingWriter(memory).write(ByteBuffer.wrap(new byte[]{1, 2, 3, 4, 5}));
        assertEquals(5, data.getInt(0));
        assertEquals(0xA1A1A1A1, data.getInt(4));
        assertEquals(0x04030201, data.getInt(8));
        assertEquals(4, header.getInt(0));
        assertEquals(0, header.getInt(4));
        assertEquals(1, memory.chunks());
        assertEquals(5, new RingReader(memory).read(ByteBuffer.allocate(5)));
        assertEquals(0, data.getInt(0));
        assertEquals(0xD0D0D0D0, data.getInt(4));
        assertEquals(4, header.getInt(4));
        assertEquals(0, memory.chunks());
    }

    /** Free space by counting words one by one; never lets the write index reach the read index. */
    private static long naiveFree(int words, int write, int read) {
        long free = 0;
        if (write == read) {
            return 4L * words;
        }
        for (int i = (write + 1) % words; i != read; i = (i + 1) % words) {
            free += 4;
        }
        return free;
    }

    @Test
    void randomTrafficEqualsTheNaiveTwin() {
        for (long seed = 0; seed < 200; seed++) {
            Random random = new Random(seed);
            int words = 16 + random.nextInt(50);
            RingMemory memory = ring(words * 4);
            RingWriter writer = new RingWriter(memory);
            RingReader reader = new RingReader(memory);
            ByteBuffer into = ByteBuffer.allocate(words * 4);
            Deque<byte[]> twin = new ArrayDeque<>();
            int write = 0;
            int read = 0;
            for (int step = 0; step < 400; step++) {
                String at = "seed " + seed + " step " + step;
                if (random.nextBoolean()) {
                    byte[] message = new byte[random.nextInt(words * 3)];
                    random.nextBytes(message);
                    boolean fits = naiveFree(words, write, read) >= message.length + 12;
                    assertEquals(fits ? RingWriter.Outcome.WRITTEN : RingWriter.Outcome.FULL,
                            writer.write(ByteBuffer.wrap(message)), at);
                    if (fits) {
                        twin.add(message);
                        for (int i = 0; i < 2 + (message.length + 3) / 4; i++) {
                            write = (write + 1) % words;
                        }
                    }
                } else if (twin.isEmpty()) {
                    assertEquals(RingReader.EMPTY, reader.read(into), at);
                } else {
                    byte[] expected = twin.remove();
                    assertEquals(expected.length, reader.read(into), at);
                    assertEquals(ByteBuffer.wrap(expected), into, at);
                    for (int i = 0; i < 2 + (expected.length + 3) / 4; i++) {
                        read = (read + 1) % words;
                    }
                }
                assertEquals(write, header.getInt(0), at);
                assertEquals(read, header.getInt(4), at);
                assertEquals(twin.size(), memory.chunks(), at);
            }
        }
    }

    @Test
    void writerWakesRegisteredWaitersOnly() {
        RingMemory memory = ring(4096);
        RingWriter writer = new RingWriter(memory);
        ByteBuffer message = ByteBuffer.allocate(16);
        assertEquals(RingWriter.Outcome.WRITTEN, writer.write(message));
        memory.waiter(true);
        assertEquals(1, header.getInt(RingLayout.SEMAPHORE + 4));
        assertEquals(RingWriter.Outcome.WRITTEN_WAKE, writer.write(message));
        memory.waiter(false);
        assertEquals(RingWriter.Outcome.WRITTEN, writer.write(message));
        assertEquals(3, memory.chunks());
    }

    @Test
    void nonsenseFromTheOtherSideIsNoticed() {
        RingMemory memory = ring(256);
        RingWriter writer = new RingWriter(memory);
        RingReader reader = new RingReader(memory);
        ByteBuffer into = ByteBuffer.allocate(256);
        header.putInt(RingLayout.READ_INDEX, 64);
        assertEquals(RingWriter.Outcome.BROKEN, writer.write(into));
        header.putInt(RingLayout.READ_INDEX, -1);
        assertEquals(RingWriter.Outcome.BROKEN, writer.write(into));
        header.putInt(RingLayout.READ_INDEX, 0);

        header.putInt(RingLayout.SEMAPHORE, 1);
        assertTrue(reader.ready());
        assertEquals(RingReader.BROKEN, reader.read(into));
        assertEquals(1, memory.chunks());
        for (int length : new int[]{-1, Integer.MIN_VALUE, 249, Integer.MAX_VALUE}) {
            memory.data().putInt(0, length).putInt(4, RingLayout.COMMITTED);
            assertEquals(RingReader.BROKEN, reader.read(into));
        }
        memory.data().putInt(0, 100);
        assertEquals(RingReader.BROKEN, reader.read(ByteBuffer.allocate(99)));
        assertEquals(100, reader.read(into));
        assertFalse(reader.ready());
        header.putInt(RingLayout.WRITE_INDEX, 64);
        assertThrows(IllegalArgumentException.class, () -> new RingWriter(memory));
    }
}
