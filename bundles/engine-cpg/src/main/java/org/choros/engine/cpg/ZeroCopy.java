package org.choros.engine.cpg;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

import org.choros.spi.engine.ClientSession;
import org.choros.spi.engine.SharedMemory;
import org.choros.wire.ipc.CpgRequest;
import org.choros.wire.ipc.IpcError;

/**
 * The memory that one client shares with us, each piece under a token of its own. Layout: i32 length of the memory at
 * 0, u64 our token at 8, a request to send a message at 16, the message at 56.
 */
final class ZeroCopy {
    /** A client gets no more pieces than this at a time. */
    static final int MAX = 64;
    /** Where the message begins. */
    static final int MESSAGE = 16 + CpgRequest.Mcast.PAYLOAD;
    private static final int TOKEN = 8;
    private static final int LENGTH = 16 + CpgRequest.Mcast.LENGTH;
    /** Spreads the tokens, so that one of another connection is not one of ours. */
    private static final long SPREAD = 0x9E37_79B9_7F4A_7C15L;

    private record Piece(long token, SharedMemory memory, long size) {
    }

    private final Map<Long, Piece> pieces = new HashMap<>();
    private final ByteBuffer word = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    // looked for again and again, and a key of the map is an object
    private Piece last;
    private long shared;

    /** Takes a piece and leaves the token in it; the error of the answer, which clients do not look at. */
    int share(ClientSession session, CpgRequest.ZcAlloc request) {
        if (request.mapSize() < MESSAGE) {
            return IpcError.INVALID_PARAM;
        }
        if (pieces.size() >= MAX) {
            return IpcError.NO_RESOURCES;
        }
        Optional<SharedMemory> memory = session.share(request.path(), request.mapSize());
        if (memory.isEmpty()) {
            return IpcError.INVALID_PARAM;
        }
        shared++;
        long token = session.id() * SPREAD << Integer.SIZE | shared & 0xFFFF_FFFFL;
        if (!memory.get().write(TOKEN, word.clear().putLong(0, token))) {
            memory.get().close();
            return IpcError.NO_SPACE;
        }
        pieces.put(token, new Piece(token, memory.get(), request.mapSize()));
        return IpcError.OK;
    }

    /**
     * @param token of a piece
     * @return the memory, null when there is no such piece
     */
    SharedMemory memory(long token) {
        Piece piece = piece(token);
        return piece == null ? null : piece.memory;
    }

    private Piece piece(long token) {
        if (last == null || last.token != token) {
            last = pieces.get(token);
        }
        return last;
    }

    /**
     * @param token of a piece that there is
     * @return the length of the message in it, -1 when it cannot be as it says
     */
    int length(long token) {
        Piece piece = piece(token);
        if (!piece.memory.read(LENGTH, word.clear().limit(Integer.BYTES))) {
            return -1;
        }
        int length = word.getInt(0);
        return length >= 0 && length <= piece.size - MESSAGE ? length : -1;
    }

    /** Gives a piece back; the error of the answer. */
    int free(long token) {
        Piece piece = pieces.remove(token);
        if (piece == null) {
            return IpcError.BAD_HANDLE;
        }
        last = null;
        piece.memory.close();
        return IpcError.OK;
    }

    /** The client is gone. */
    void freeAll() {
        pieces.values().forEach(p -> p.memory.close());
        pieces.clear();
        last = null;
    }
}
