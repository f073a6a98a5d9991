package org.choros.client;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.choros.base.ChorosException;
import org.choros.base.CsError;
import org.choros.cmap.CMapKey;
import org.choros.cmap.CMapValue;
import org.choros.cmap.MapKind;
import org.choros.cmap.ValueType;
import org.choros.wire.ipc.CmapReply;
import org.choros.wire.ipc.CmapRequest;
import org.choros.wire.ipc.IpcError;
import org.choros.wire.ipc.IpcMessage;

/** What is asked of a map in more than one request of one connection. */
final class CMapCalls {
    private static final int USUAL_ROOM = 512;
    private static final int NAME_MAX = 255;
    private static final int TRIES = 3;

    private CMapCalls() {
    }

    static String checked(String key) throws ChorosException {
        if (key.length() > NAME_MAX) {
            throw new ChorosException(CsError.NAME_TOO_LONG, key);
        }
        return key;
    }

    static void select(Connection connection, MapKind map) throws ChorosException {
        if (find(connection, NodeVersion.ONLY_IN_24).isEmpty()) {
            connection.call(new CmapRequest.SetCurrentMap(map.ordinal()));
        } else if (map != MapKind.ICMAP) {
            throw NodeVersion.tooOld("a choice of maps");
        }
    }

    static CMapValue get(Connection connection, String key) throws ChorosException {
        int room = USUAL_ROOM;
        for (int i = 0; i < TRIES; i++) {
            CmapReply.Get reply = get(connection, key, room);
            if (reply.error() == IpcError.OK && reply.length() <= reply.room()) {
                return value(connection, reply.type(), reply.value());
            }
            if (reply.error() != IpcError.INVALID_PARAM) {
                throw new ChorosException(CsError.of(reply.error()), key);
            }
            // the value may be longer than our room, and may grow while we ask
            CmapReply.Get size = get(connection, key, 0);
            if (size.error() != IpcError.OK || size.length() <= room || size.length() > IpcMessage.MAX_SIZE / 2) {
                throw new ChorosException(CsError.of(reply.error()), key);
            }
            room = (int) size.length();
        }
        throw new ChorosException(CsError.TRY_AGAIN, key);
    }

    private static CmapReply.Get get(Connection connection, String key, int room) throws ChorosException {
        ByteBuffer reply = connection.exchange(new CmapRequest.Get(checked(key), room));
        int error = IpcMessage.errorOf(reply);
        return error == IpcError.OK ? connection.decoded(CmapReply.Get.decode(reply)) : CmapReply.Get.failed(error);
    }

    private static CMapValue value(Connection connection, int code, byte[] bytes) throws ChorosException {
        ValueType type = ValueType.ofCode(code);
        if (type == null || type.size() != 0 && type.size() != bytes.length) {
            throw connection.malformed();
        }
        return CMapValue.of(type, bytes);
    }

    static Optional<CMapValue> find(Connection connection, String key) throws ChorosException {
        try {
            return Optional.of(get(connection, key));
        } catch (ChorosException e) {
            if (e.error() == CsError.NOT_EXIST) {
                return Optional.empty();
            }
            throw e;
        }
    }

    static List<CMapKey> keys(Connection connection, String prefix) throws ChorosException {
        ByteBuffer begun = connection.call(new CmapRequest.IterInit(checked(prefix)));
        long handle = connection.decoded(CmapReply.IterInit.decode(begun)).handle();
        List<CMapKey> keys = new ArrayList<>();
        CmapRequest.IterNext next = new CmapRequest.IterNext(handle);
        ByteBuffer reply = connection.exchange(next);
        while (IpcMessage.errorOf(reply) == IpcError.OK) {
            CmapReply.IterNext item = connection.decoded(CmapReply.IterNext.decode(reply));
            ValueType type = ValueType.ofCode(item.type());
            if (type == null) {
                throw connection.malformed();
            }
            keys.add(new CMapKey(item.key(), type, item.length()));
            reply = connection.exchange(next);
        }
        int error = IpcMessage.errorOf(reply);
        connection.call(new CmapRequest.IterFinalize(handle));
        if (error != IpcError.NO_SECTIONS) {
            throw new ChorosException(CsError.of(error), "list " + prefix);
        }
        return keys;
    }
}
