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
import org.choros.wire.qb.SetupRequest;

/**
 * Memory that is shared with the node: a message that is put in there is not copied on its way to it. Belongs to one
 * connection and ends with it. For one thread at a time.
 */
// Layout: i32 length of the memory at 0, u64 the node's token at 8, then a request to send a message, at 16, with its
// bytes at 56.
public final class ZeroCopyBuffer implements AutoCloseable {
    /** The longest message in bytes. */
    public static final int CAPACITY_MAX = SetupRequest.USUAL_MESSAGE_SIZE - 1024;

    private static final Path SHARED_MEMORY = Path.of("/dev/shm");
    private static final int TOKEN = 8;
    private static final int REQUEST = 16;
    private static final int GUARANTEE = REQUEST + 24;
    private static final int LENGTH = REQUEST + 32;
    private static final int MESSAGE = REQUEST + 40;
    private static final int LEAST = 16_384;

    private final Connection connection;
    private final ByteBuffer memory;
    private final long token;
    private boolean freed;

    private ZeroCopyBuffer(Connection connection, ByteBuffer memory, long token) {
        this.connection = connection;
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
            return new ZeroCopyBuffer(connection, memory, token);
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

    /** @return the longest message that has room, in bytes */
    public int capacity() {
        return memory.capacity() - MESSAGE;
    }

    /** @return the room for a message, to be filled from its beginning; little-endian, always the same memory */
    public ByteBuffer message() {
        return memory.slice(MESSAGE, capacity()).order(ByteOrder.LITTLE_ENDIAN);
    }

    /**
     * Sends what is in there to the group that the connection has joined. Returns when the node has said that it takes
     * it, and with it its copy: the memory may be filled again.
     *
     * @param length how many bytes, from the beginning
     * @throws ChorosException TRY_AGAIN when the node takes none now, NOT_EXIST when no group is joined, TOO_BIG when
     *             it is longer than the room, BAD_HANDLE after {@link #close}, TIMEOUT when the node did not answer: do
     *             not use the memory any more then
     */
    public void send(int length) throws ChorosException {
        if (freed) {
            throw new ChorosException(CsError.BAD_HANDLE, "shared memory for messages");
        }
        if (length < 0 || length > capacity()) {
            throw new ChorosException(CsError.TOO_BIG, "a message of " + length + " bytes");
        }
        send(length, connection.timeoutMs());
    }

    private void send(int length, int timeoutMs) throws ChorosException {
        memory.putInt(GUARANTEE, GroupSender.AGREED);
        memory.putInt(LENGTH, length);
        int error = IpcMessage.errorOf(
                connection.exchange(new CpgRequest.ZcExecute(token), Channel.BLOCKED_HARD, timeoutMs));
        if (error != CsError.OK.code()) {
            throw new ChorosException(CsError.of(error), "cpg refuses a message");
        }
    }

    void send(byte[] message, int timeoutMs) throws ChorosException {
        memory.put(MESSAGE, message);
        send(message.length, timeoutMs);
    }

    void free(int timeoutMs) throws ChorosException {
        connection.exchange(new CpgRequest.ZcFree(memory.capacity(), token), Channel.BLOCKED, timeoutMs);
    }

    /**
     * Gives it back. The node does so itself when the connection ends.
     *
     * @throws ChorosException when the node could not be told
     */
    @Override
    public void close() throws ChorosException {
        if (!freed) {
            freed = true;
            if (connection.connected()) {
                free(connection.timeoutMs());
            }
        }
    }
}
