package org.choros.map.core;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Random;

import org.choros.cpg.CpgMember;
import org.choros.map.MapVersion;
import org.junit.jupiter.api.Test;

class MapCodecTest {
    private static final MapVersion VERSION = new MapVersion(7, -2, 9);
    private static final List<MapMessage> MESSAGES = List.of(
            new MapMessage.Hello(4, List.of(new CpgMember(1, 2), new CpgMember(-1, 3)), 5, -6, false, true,
                    new StateId(1, -1), 8, 9),
            new MapMessage.Say(12, true),
            new MapMessage.Write(1, 2, Operation.REPLACE, VERSION, "schl\u00fcssel", new byte[]{1, 2}),
            new MapMessage.Write(1, 2, Operation.REMOVE, MapVersion.NONE, "k", null),
            new MapMessage.Write(1, 2, Operation.CLEAR, MapVersion.NONE, "", null), new MapMessage.Ack(3, 4),
            new MapMessage.Chunk(5, new StateId(2, 3), 0, false, new MapMessage.Header(1, 2, VERSION, 3),
                    List.of(new MapMessage.Keyed("a", new Item(new byte[3], VERSION)),
                            new MapMessage.Keyed("b", Item.deleted(VERSION)))),
            new MapMessage.Chunk(5, new StateId(2, 3), 1, true, null, List.of()));

    @Test
    void whatWasWrittenIsRead() {
        for (MapMessage message : MESSAGES) {
            byte[] bytes = MapCodec.encode(message);
            MapMessage read = MapCodec.decode(bytes);
            assertEquals(message.getClass(), read.getClass());
            assertArrayEquals(bytes, MapCodec.encode(read));
        }
        assertEquals(MESSAGES.get(0), MapCodec.decode(MapCodec.encode(MESSAGES.get(0))));
    }

    @Test
    void nothingThatIsCutOrLongerIsAMessage() {
        for (MapMessage message : MESSAGES) {
            byte[] bytes = MapCodec.encode(message);
            for (int length = 0; length < bytes.length; length++) {
                assertNull(MapCodec.decode(Arrays.copyOf(bytes, length)), message + " cut to " + length);
            }
            assertNull(MapCodec.decode(Arrays.copyOf(bytes, bytes.length + 1)));
        }
    }

    /** Whatever the bytes are, they are a message or none, and a message is one that we would write. */
    @Test
    void anyBytesDoNoHarm() {
        Random random = new Random(3);
        int taken = 0;
        for (int i = 0; i < 30_000; i++) {
            byte[] bytes = MapCodec.encode(MESSAGES.get(random.nextInt(MESSAGES.size())));
            for (int j = 0; j <= random.nextInt(3); j++) {
                bytes[random.nextInt(bytes.length)] = (byte) (random.nextBoolean() ? -1 : random.nextInt());
            }
            MapMessage message = MapCodec.decode(bytes);
            if (message != null) {
                assertArrayEquals(bytes, MapCodec.encode(message));
                taken++;
            }
        }
        assertTrue(taken > 300);
    }

    @Test
    void lengthsThatPromiseTooMuchAreRefused() {
        byte[] chunk = MapCodec.encode(MESSAGES.get(7));
        Arrays.fill(chunk, chunk.length - 4, chunk.length, (byte) 0x7f);
        assertNull(MapCodec.decode(chunk));
        byte[] write = MapCodec.encode(MESSAGES.get(2));
        int valueLength = write.length - 2 - 4;
        write[valueLength] = 0x7f;
        assertNull(MapCodec.decode(write));
        assertNull(MapCodec.key("\udc00"));
        assertNotNull(MapCodec.key("\ud83d\ude00"));
    }
}
