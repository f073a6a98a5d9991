package org.choros.map.core;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import org.choros.cpg.CpgMember;
import org.choros.map.MapVersion;
import org.choros.map.ReplicatedMap;

/**
 * Bytes of messages, most significant first: format, type, then the fields in the order of the records. A length
 * or count is checked against what is left before anything is made for it.
 */
public final class MapCodec {
    /** Most members of a group. */
    static final int MEMBERS_MAX = 384;
    private static final byte FORMAT = 1;
    private static final byte HELLO = 1;
    private static final byte SAY = 2;
    private static final byte WRITE = 3;
    private static final byte ACK = 4;
    private static final byte CHUNK = 5;
    private static final int FRESH = 1;
    private static final int QUORATE = 2;
    private static final int LAST = 1;
    private static final int HAS_HEADER = 2;
    private static final int NO_VALUE = -1;
    private static final int MEMBER_LENGTH = 8;
    private static final int ITEM_MIN = 2 + 16 + 4;
    private static final int FIXED_MAX = 128;

    private MapCodec() {
    }

    /**
     * @param key a text
     * @return its bytes, null when it is no text that has any
     */
    public static byte[] key(String key) {
        try {
            ByteBuffer bytes = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(key));
            byte[] exact = new byte[bytes.remaining()];
            bytes.get(exact);
            return exact;
        } catch (CharacterCodingException e) {
            return null;
        }
    }

    static byte[] encode(MapMessage message) {
        ByteBuffer out = ByteBuffer.allocate(bound(message)).put(FORMAT);
        // no pattern switch in Java 17
        if (message instanceof MapMessage.Hello hello) {
            out.put(HELLO).putLong(hello.ring()).putShort((short) hello.members().size());
            hello.members().forEach(m -> out.putInt(m.nodeId()).putInt(m.pid()));
            out.putLong(hello.number()).putLong(hello.life());
            out.put((byte) ((hello.fresh() ? FRESH : 0) | (hello.quorate() ? QUORATE : 0)));
            put(out, hello.state()).putLong(hello.term()).putLong(hello.count());
        } else if (message instanceof MapMessage.Say say) {
            out.put(SAY).putLong(say.ring()).put((byte) (say.quorate() ? QUORATE : 0));
        } else if (message instanceof MapMessage.Write write) {
            out.put(WRITE).putLong(write.round()).putLong(write.request()).put((byte) write.operation().ordinal());
            put(out, write.expected());
            putKey(out, write.key());
            putValue(out, write.value());
        } else if (message instanceof MapMessage.Ack ack) {
            out.put(ACK).putLong(ack.round()).putLong(ack.position());
        } else if (message instanceof MapMessage.Chunk chunk) {
            chunk(out, chunk);
        }
        byte[] exact = new byte[out.position()];
        out.flip().get(exact);
        return exact;
    }

    private static int bound(MapMessage message) {
        long bound = FIXED_MAX;
        if (message instanceof MapMessage.Hello hello) {
            bound += (long) MEMBER_LENGTH * hello.members().size();
        } else if (message instanceof MapMessage.Write write) {
            bound += ReplicatedMap.KEY_MAX + (write.value() == null ? 0 : write.value().length);
        } else if (message instanceof MapMessage.Chunk chunk) {
            for (MapMessage.Keyed each : chunk.items()) {
                bound += ITEM_MIN + ReplicatedMap.KEY_MAX + (each.item().tombstone() ? 0 : each.item().value().length);
            }
        }
        return Math.toIntExact(bound);
    }

    private static void chunk(ByteBuffer out, MapMessage.Chunk chunk) {
        MapMessage.Header header = chunk.header();
        put(out.put(CHUNK).putLong(chunk.round()), chunk.source()).putInt(chunk.number());
        out.put((byte) ((chunk.last() ? LAST : 0) | (header == null ? 0 : HAS_HEADER)));
        if (header != null) {
            put(out.putLong(header.count()).putLong(header.counter()), header.horizon()).putInt(header.items());
        }
        out.putInt(chunk.items().size());
        for (MapMessage.Keyed each : chunk.items()) {
            putKey(out, each.key());
            put(out, each.item().version());
            putValue(out, each.item().value());
        }
    }

    private static ByteBuffer put(ByteBuffer out, StateId id) {
        return out.putLong(id.high()).putLong(id.low());
    }

    private static ByteBuffer put(ByteBuffer out, MapVersion version) {
        return out.putLong(version.counter()).putInt(version.nodeId()).putInt(version.pid());
    }

    private static void putKey(ByteBuffer out, String key) {
        byte[] bytes = key(key);
        out.putShort((short) bytes.length).put(bytes);
    }

    private static void putValue(ByteBuffer out, byte[] value) {
        if (value == null) {
            out.putInt(NO_VALUE);
        } else {
            out.putInt(value.length).put(value);
        }
    }

    /** The message, null when the bytes are none. */
    static MapMessage decode(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        try {
            if (in.get() != FORMAT) {
                return null;
            }
            MapMessage message = switch (in.get()) {
                case HELLO -> hello(in);
                case SAY -> new MapMessage.Say(in.getLong(), flags(in, QUORATE) != 0);
                case WRITE -> write(in);
                case ACK -> ack(in);
                case CHUNK -> chunk(in);
                default -> null;
            };
            return in.hasRemaining() ? null : message;
        } catch (BufferUnderflowException | CharacterCodingException | IllegalArgumentException e) {
            return null;
        }
    }

    private static void check(boolean holds) {
        if (!holds) {
            throw new IllegalArgumentException();
        }
    }

    private static int flags(ByteBuffer in, int known) {
        int flags = in.get();
        check((flags & ~known) == 0);
        return flags;
    }

    private static long natural(ByteBuffer in) {
        long number = in.getLong();
        check(number >= 0);
        return number;
    }

    private static MapMessage.Hello hello(ByteBuffer in) {
        long ring = in.getLong();
        int count = Short.toUnsignedInt(in.getShort());
        check(count > 0 && count <= MEMBERS_MAX && (long) count * MEMBER_LENGTH <= in.remaining());
        List<CpgMember> members = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            members.add(new CpgMember(in.getInt(), in.getInt()));
        }
        long number = in.getLong();
        long life = in.getLong();
        int flags = flags(in, FRESH | QUORATE);
        return new MapMessage.Hello(ring, List.copyOf(members), number, life, (flags & FRESH) != 0,
                (flags & QUORATE) != 0, id(in), in.getLong(), natural(in));
    }

    private static MapMessage.Ack ack(ByteBuffer in) {
        return new MapMessage.Ack(in.getLong(), natural(in));
    }

    private static MapMessage.Write write(ByteBuffer in) throws CharacterCodingException {
        long round = in.getLong();
        long request = in.getLong();
        Operation operation = Operation.of(in.get());
        check(operation != null);
        MapVersion expected = version(in);
        check(operation.conditional() || expected.equals(MapVersion.NONE));
        String key = readKey(in);
        byte[] value = readValue(in);
        check(key.isEmpty() == (operation == Operation.CLEAR) && operation.sets() == (value != null));
        return new MapMessage.Write(round, request, operation, expected, key, value);
    }

    private static MapMessage.Chunk chunk(ByteBuffer in) throws CharacterCodingException {
        long round = in.getLong();
        StateId source = id(in);
        int number = in.getInt();
        check(number >= 0);
        int flags = flags(in, LAST | HAS_HEADER);
        check(((flags & HAS_HEADER) != 0) == (number == 0));
        MapMessage.Header header = null;
        if (number == 0) {
            header = new MapMessage.Header(natural(in), natural(in), version(in), in.getInt());
            check(header.items() >= 0);
        }
        int count = in.getInt();
        check(count >= 0 && (long) count * ITEM_MIN <= in.remaining());
        List<MapMessage.Keyed> items = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            String key = readKey(in);
            check(!key.isEmpty());
            MapVersion version = version(in);
            items.add(new MapMessage.Keyed(key, new Item(readValue(in), version)));
        }
        return new MapMessage.Chunk(round, source, number, (flags & LAST) != 0, header, items);
    }

    private static StateId id(ByteBuffer in) {
        return new StateId(in.getLong(), in.getLong());
    }

    private static MapVersion version(ByteBuffer in) {
        return new MapVersion(natural(in), in.getInt(), in.getInt());
    }

    private static String readKey(ByteBuffer in) throws CharacterCodingException {
        int length = Short.toUnsignedInt(in.getShort());
        check(length <= ReplicatedMap.KEY_MAX && length <= in.remaining());
        ByteBuffer bytes = in.slice(in.position(), length);
        in.position(in.position() + length);
        return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
    }

    private static byte[] readValue(ByteBuffer in) {
        int length = in.getInt();
        if (length == NO_VALUE) {
            return null;
        }
        check(length >= 0 && length <= ReplicatedMap.VALUE_MAX && length <= in.remaining());
        byte[] value = new byte[length];
        in.get(value);
        return value;
    }
}
