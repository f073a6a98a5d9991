package org.choros.engine.cpg;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

import org.choros.wire.ipc.CpgRequest;
import org.choros.wire.ipc.IpcError;
import org.junit.jupiter.api.Test;

/** Spec 2.3, zero copy: messages in memory that the client shares. */
final class ZeroCopyTest {
    private static final String PATH = "/dev/shm/corosync_zerocopy-abcdef";
    private static final int SIZE = 100;

    private final TestCluster cluster = TestCluster.of(2, 3);
    private final TestNode one = cluster.node(1);

    private int ask(FakeSession session, CpgRequest request) {
        one.ask(session, request);
        return session.error();
    }

    private FakeMemory memory(FakeSession session) {
        FakeMemory memory = new FakeMemory(SIZE);
        session.memories.put(PATH, memory);
        assertEquals(IpcError.OK, ask(session, new CpgRequest.ZcAlloc(SIZE, PATH)));
        assertNotEquals(0, token(memory));
        return memory;
    }

    private static ByteBuffer words(FakeMemory memory) {
        return ByteBuffer.wrap(memory.bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static long token(FakeMemory memory) {
        return words(memory).getLong(8);
    }

    private static void write(FakeMemory memory, int length, String text) {
        words(memory).putInt(48, length).put(56, text.getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    void aMessageInSharedMemoryIsDelivered() {
        FakeSession a = one.join("g", 10);
        FakeSession b = cluster.node(2).join("g", 20);
        FakeMemory memory = memory(a);
        cluster.deliverAll();
        a.told();
        b.told();
        write(memory, 5, "hello");
        assertEquals(IpcError.OK, ask(a, new CpgRequest.ZcExecute(token(memory))));
        // what the client writes afterwards is another message
        write(memory, 2, "no");
        assertEquals(IpcError.OK, ask(a, new CpgRequest.ZcExecute(token(memory))));
        write(memory, 0, "");
        assertEquals(IpcError.OK, ask(a, new CpgRequest.ZcExecute(token(memory))));
        write(memory, SIZE - 56, "x".repeat(SIZE - 56));
        assertEquals(IpcError.OK, ask(a, new CpgRequest.ZcExecute(token(memory))));
        cluster.deliverAll();
        List<String> expected = List.of("g: 1.10 says hello", "g: 1.10 says no", "g: 1.10 says ",
                "g: 1.10 says " + "x".repeat(SIZE - 56));
        assertEquals(expected, a.told());
        assertEquals(expected, b.told());
        assertEquals(IpcError.OK, ask(a, new CpgRequest.ZcFree(SIZE, token(memory))));
        assertTrue(memory.closed);
        assertEquals(IpcError.BAD_HANDLE, ask(a, new CpgRequest.ZcExecute(token(memory))));
        assertEquals(IpcError.BAD_HANDLE, ask(a, new CpgRequest.ZcFree(SIZE, token(memory))));
    }

    @Test
    void whoIsInNoGroupSendsNothing() {
        FakeSession a = one.connect();
        FakeMemory memory = memory(a);
        assertEquals(IpcError.NOT_EXIST, ask(a, new CpgRequest.ZcExecute(token(memory))));
    }

    @Test
    void nothingThatStandsInTheMemoryIsBelieved() {
        FakeSession a = one.join("g", 10);
        FakeMemory memory = memory(a);
        cluster.deliverAll();
        for (int length : new int[]{-1, SIZE - 55, Integer.MAX_VALUE, Integer.MIN_VALUE}) {
            write(memory, length, "");
            assertEquals(IpcError.INVALID_PARAM, ask(a, new CpgRequest.ZcExecute(token(memory))));
        }
        write(memory, SIZE - 56, "");
        long token = token(memory);
        for (int left : new int[]{SIZE - 1, 56, 51, 0}) {
            memory.bytes = Arrays.copyOf(memory.bytes, left);
            assertEquals(IpcError.INVALID_PARAM, ask(a, new CpgRequest.ZcExecute(token)));
        }
    }

    @Test
    void tokensAreTheirOwnersAlone() {
        FakeSession a = one.join("g", 10);
        FakeSession b = one.join("g", 11);
        FakeMemory memory = memory(a);
        assertEquals(IpcError.BAD_HANDLE, ask(b, new CpgRequest.ZcExecute(token(memory))));
        assertEquals(IpcError.BAD_HANDLE, ask(b, new CpgRequest.ZcFree(SIZE, token(memory))));
        assertFalse(memory.closed);
        one.disconnect(a);
        assertTrue(memory.closed);
    }

    @Test
    void memoryThatIsNotThereIsRefused() {
        FakeSession a = one.connect();
        assertEquals(IpcError.INVALID_PARAM, ask(a, new CpgRequest.ZcAlloc(SIZE, "/dev/shm/other")));
        a.memories.put(PATH, new FakeMemory(SIZE));
        for (long size : new long[]{SIZE + 1, 55, 0, -1, Long.MIN_VALUE}) {
            assertEquals(IpcError.INVALID_PARAM, ask(a, new CpgRequest.ZcAlloc(size, PATH)));
        }
    }

    @Test
    void aClientSharesOnlySoMuch() {
        FakeSession a = one.connect();
        FakeMemory first = memory(a);
        for (int i = 1; i < ZeroCopy.MAX; i++) {
            memory(a);
        }
        assertEquals(IpcError.NO_RESOURCES, ask(a, new CpgRequest.ZcAlloc(SIZE, PATH)));
        assertEquals(IpcError.OK, ask(a, new CpgRequest.ZcFree(SIZE, token(first))));
        memory(a);
    }

    @Test
    void aFullQueueIsToldToTheSender() {
        FakeSession a = one.join("g", 10);
        cluster.deliverAll();
        FakeMemory memory = memory(a);
        write(memory, 3, "new");
        one.full = true;
        int error = IpcError.OK;
        for (int i = 0; i <= CpgMulticast.MESSAGES_MAX; i++) {
            error = ask(a, new CpgRequest.ZcExecute(token(memory)));
        }
        assertEquals(IpcError.TRY_AGAIN, error);
    }
}
