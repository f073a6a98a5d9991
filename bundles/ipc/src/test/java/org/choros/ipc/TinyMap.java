package org.choros.ipc;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

import org.choros.spi.engine.ClientSession;
import org.choros.spi.ipc.IpcHost;
import org.choros.spi.log.LogLevel;
import org.choros.wire.qb.QbHeader;

/** Just enough of the cmap service (IPC 2.4) for corosync-cmapctl to read a small map of strings and numbers. */
final class TinyMap implements IpcHost {
    private static final int NAME = 24;
    private static final int U32 = 6;
    private static final int STRING = 11;

    private final NavigableMap<String, Object> map = new TreeMap<>();

    TinyMap put(String key, Object value) {
        map.put(key, value);
        return this;
    }

    @Override
    public int admit(int service, int pid, int uid, int gid) {
        return uid == 0 || gid == 0 ? 0 : -13;
    }

    @Override
    public void onConnect(int service, ClientSession session) {
        session.attach(map.keySet().iterator());
    }

    @Override
    public void onRequest(int service, ClientSession session, ByteBuffer request) {
        switch (QbHeader.id(request, 0)) {
            case 2 -> get(session, request);
            case 4 -> {
                session.attach(map.tailMap(name(request), true).keySet().iterator());
                session.respond(reply(4, 32, 1).putLong(24, 1));
            }
            case 5 -> next(session);
            case 6 -> session.respond(reply(6, 24, 1));
            case 7 -> track(session, request);
            case 8 -> session.respond(reply(8, 32, 1));
            case 9 -> session.respond(reply(10, 24, 1));
            default -> session.respond(reply(0, 24, 7));
        }
    }

    private void get(ClientSession session, ByteBuffer request) {
        Object value = map.get(name(request));
        int asked = (int) request.getLong(280);
        ByteBuffer reply = reply(2, 40 + asked, value == null ? 12 : 1);
        if (value != null) {
            byte[] bytes = bytes(value);
            reply.putLong(24, bytes.length).put(32, type(value));
            if (asked >= bytes.length) {
                reply.put(40, bytes);
            }
        }
        session.respond(reply);
    }

    private void next(ClientSession session) {
        Iterator<String> keys = session.attachment();
        boolean more = keys.hasNext();
        ByteBuffer reply = reply(5, 304, more ? 1 : 27);
        if (more) {
            String key = keys.next();
            reply.putShort(24, (short) key.length()).put(32, key.getBytes(StandardCharsets.US_ASCII));
            reply.putLong(288, bytes(map.get(key)).length).put(296, type(map.get(key)));
        }
        session.respond(reply);
    }

    /** Says at once that the key was added, as often as it has characters: events before the reply. */
    private void track(ClientSession session, ByteBuffer request) {
        String key = name(request);
        byte[] value = bytes(map.get(key));
        for (int i = 0; i < key.length(); i++) {
            ByteBuffer event = reply(9, 336 + value.length, 1);
            event.putLong(24, request.getLong(288)).putShort(32, (short) key.length());
            event.put(40, key.getBytes(StandardCharsets.US_ASCII)).putInt(296, 4).put(304, type(map.get(key)));
            event.putLong(320, value.length).put(336, value);
            session.event(event);
        }
        session.respond(reply(7, 32, 1).putLong(24, 1));
    }

    private static String name(ByteBuffer request) {
        StringBuilder name = new StringBuilder();
        for (int i = NAME; request.get(i) != 0; i++) {
            name.append((char) request.get(i));
        }
        return name.toString();
    }

    private static byte type(Object value) {
        return (byte) (value instanceof String ? STRING : U32);
    }

    private static byte[] bytes(Object value) {
        return value instanceof String s
                ? (s + "\0").getBytes(StandardCharsets.UTF_8)
                : ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt((Integer) value).array();
    }

    private static ByteBuffer reply(int id, int size, int error) {
        ByteBuffer reply = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
        QbHeader.response(reply, 0, id, size, error);
        return reply;
    }

    @Override
    public void onDisconnect(int service, ClientSession session) {
        session.attach(null);
    }

    @Override
    public void log(LogLevel level, String text) {
        System.err.println(level.label() + " " + text);
    }

    Map<String, Object> map() {
        return map;
    }
}
