package org.choros.ipc;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;

import org.choros.spi.engine.ClientSession;
import org.choros.spi.engine.SharedMemory;
import org.choros.spi.ipc.IpcSettings.Type;
import org.junit.jupiter.api.Test;

/** Memory that a client shares for zero copy. */
final class ClientMemoryTest {
    private static final int SIZE = 3_000_000;

    private static ClientSession session(ServerFixture it, MiniClient client) throws Exception {
        assertTrue(client.offer(MiniClient.message(Echo.ECHO, 20)));
        assertEquals(28, client.response().limit());
        return it.host.sessions.get(0);
    }

    @Test
    void whatTheClientHasMadeIsReadAndWritten() throws Exception {
        try (ServerFixture it = new ServerFixture(Type.SHARED_MEMORY); MiniClient client = it.connect()) {
            ClientSession session = session(it, client);
            byte[] bytes = new byte[SIZE];
            new Random(3).nextBytes(bytes);
            Path file = Files.write(it.folder.resolve("corosync_zerocopy-aBcDeF"), bytes);
            try (RandomAccessFile clients = new RandomAccessFile(file.toFile(), "rw");
                    SharedMemory memory = it.loop.call(() -> session.share(file.toString(), SIZE)).orElseThrow()) {
                assertFalse(Files.exists(file), "nobody needs the name any more");
                ByteBuffer read = ByteBuffer.allocate(SIZE - 7);
                assertTrue(it.loop.call(() -> memory.read(7, read)));
                assertEquals(ByteBuffer.wrap(bytes, 7, SIZE - 7).slice(), read.flip());
                byte[] written = new byte[SIZE / 2];
                new Random(4).nextBytes(written);
                assertTrue(it.loop.call(() -> memory.write(11, ByteBuffer.wrap(written))));
                byte[] seen = new byte[written.length];
                clients.seek(11);
                clients.readFully(seen);
                assertArrayEquals(written, seen);
                clients.setLength(100);
                assertFalse(it.loop.call(() -> memory.read(90, ByteBuffer.allocate(11))));
                assertTrue(it.loop.call(() -> memory.read(90, ByteBuffer.allocate(10))));
            }
        }
    }

    @Test
    void whatIsNotForTheTwoOfUsIsRefused() throws Exception {
        try (ServerFixture it = new ServerFixture(Type.SHARED_MEMORY); MiniClient client = it.connect()) {
            ClientSession session = session(it, client);
            Path named = Files.write(it.folder.resolve("corosync_zerocopy-x"), new byte[100]);
            Path other = Files.write(it.folder.resolve("other"), new byte[100]);
            Path below = Files.write(Files.createDirectory(it.folder.resolve("below")).resolve("corosync_zerocopy-x"),
                    new byte[100]);
            for (String path : new String[]{other.toString(), below.toString(), "", "/", "corosync_zerocopy-x",
                    it.folder + "/below/../corosync_zerocopy-x", it.folder + "/corosync_zerocopy-none", "a\0b",
                    it.folder.toString()}) {
                assertTrue(it.loop.call(() -> session.share(path, 100)).isEmpty(), path);
            }
            assertTrue(it.loop.call(() -> session.share(named.toString(), 101)).isEmpty());
            assertTrue(it.loop.call(() -> session.share(named.toString(), -1)).isEmpty());
            for (Path file : new Path[]{named, other, below}) {
                assertTrue(Files.deleteIfExists(file), file + " is still there");
            }
            Files.delete(below.getParent());
        }
    }
}
