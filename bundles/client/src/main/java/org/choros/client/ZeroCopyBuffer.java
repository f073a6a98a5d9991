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
import org.choros.wire.ipc.CpgRequest;
import org.choros.wire.ipc.IpcMessage;

/**
 * Memory that we share with the node: a message in it is sent by a request that is answered. Layout: i32 length of the
 * memory at 0, u64 the node's token at 8, then a request to send a message, at 16, with its bytes at 56.
 */
final class ZeroCopyBuffer {
    private static final Path SHARED_MEMORY = Path.of("/dev/shm");
    private static final int TOKEN = 8;
    private static final int REQUEST = 16;
    private static final int GUARANTEE = REQUEST + 24;
    private static final int LENGTH = REQUEST + 32;
    private static final int MESSAGE = REQUEST + 40;
    private static final int LEAST = 16_384;

    private final ByteBuffer memory;
    private final long token;

    private ZeroCopyBuffer(ByteBuffer memory, long token) {
        this.memory = memory;
        this.token = token;
    }

    static ZeroCopyBuffer allocate(Connection connection, int capacity, int timeoutMs) throws ChorosException {
        int size = MESSAGE + Math.max(LEAST, capacity);
        Path file = null;
        boolean answered = true;
        try {
            file = Files.createTempFile(SHARED_MEMORY, "corosync_zerocopy-", "");
            ByteBuffer memory = map(file, size);
            // a daemon of C leaves the error of its answer unset: the token tells
            answered = false;
            int error = IpcMessage.errorOf(
                    connection.exchange(new CpgRequest.ZcAlloc(size, file.toString()), Channel.BLOCKED_HARD,
                            timeoutMs));
            answered = true;
            long token = memory.getLong(TOKEN);
            if (token == 0 && error == CsError.NOT_SUPPORTED.code()) {
                throw new ChorosException(CsError.NOT_SUPPORTED, "shared memory for messages");
            }
            if (token == 0) {
                throw new ChorosException(CsError.TRY_AGAIN, "the node takes no shared memory now");
            }
            memory.putInt(0, size);
            return new ZeroCopyBuffer(memory, token);
        } catch (IOException | InternalError e) {
            throw new ChorosException(CsError.NO_RESOURCES, "shared memory for messages", e);
        } catch (ChorosException e) {
            answered |= e.error() != CsError.TIMEOUT;
            throw e;
        } finally {
            if (file != null && answered) {
                // the node has unlinked it if all went well; one that will still do so aborts when it is not there
                ShmRing.delete(file);
            }
        }
    }

    private static ByteBuffer map(Path file, int size) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            ByteBuffer zeros = ByteBuffer.allocate(size);
            while (zeros.hasRemaining()) {
                // written, not only made longer: a full file system is an error here and not a signal later
                channel.write(zeros);
            }
            return channel.map(MapMode.READ_WRITE, 0, size).order(ByteOrder.LITTLE_ENDIAN);
        }
    }

    int capacity() {
        return memory.capacity() - MESSAGE;
    }

    void send(Connection connection, int guarantee, byte[] message, int timeoutMs) throws ChorosException {
        memory.putInt(GUARANTEE, guarantee);
        memory.putInt(LENGTH, message.length);
        memory.put(MESSAGE, message);
        int error = IpcMessage.errorOf(
                connection.exchange(new CpgRequest.ZcExecute(token), Channel.BLOCKED_HARD, timeoutMs));
        if (error != CsError.OK.code()) {
            throw new ChorosException(CsError.of(error), "cpg refuses a message");
        }
    }

    void free(Connection connection, int timeoutMs) throws ChorosException {
        connection.exchange(new CpgRequest.ZcFree(memory.capacity(), token), Channel.BLOCKED, timeoutMs);
    }
}
