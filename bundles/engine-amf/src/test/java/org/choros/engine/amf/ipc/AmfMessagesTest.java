package org.choros.engine.amf.ipc;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;

import org.choros.wire.ipc.IpcError;
import org.choros.wire.ipc.IpcMessage;
import org.junit.jupiter.api.Test;

/** What is written is read again; whatever is cut or changed is read or refused, and nothing else is thrown. */
class AmfMessagesTest {
    private static final AmfStatus STATUS = new AmfStatus(-2, true, "not quorate: b (2)", 1L << 40, true, -1, 3, 4, 5,
            false, List.of(new AmfStatus.Member(1, "a", true, 0, false, 0, "", true, 7),
                    new AmfStatus.Member(-2, "b\u00e9", false, 4, true, AmfStatus.FOREVER, "away", false, 8)),
            List.of(new AmfStatus.Group("web", "2n", 1, true, "declared by bundles of \u00e4")),
            List.of(new AmfStatus.Unit("web/a", 1, 0, 2, 0, ""), new AmfStatus.Unit("web/b", -2, 1, 0, 2, "locked")),
            List.of(new AmfStatus.Workload("web/web", 3, "web/b", "why")),
            List.of(new AmfStatus.Assignment("web/web", "web/a", 1, 0, 3, 99)),
            List.of(new AmfStatus.Component("web/a", "web/web", "nginx", 1, 6, 12, "signal 9")),
            List.of(new AmfStatus.LeftOut("db", "corosync.conf has a group db")));

    private static final SortedMap<String, String> DECLARED = new TreeMap<>(
            Map.of("name", "w\u00fc", "component.0.start", "/bin/\u20ac", "component.0.stop", ""));

    private static void cutAndChange(byte[] whole, Function<ByteBuffer, ?> read, int header) {
        for (int length = 0; length < whole.length; length++) {
            ByteBuffer cut = ByteBuffer.wrap(Arrays.copyOf(whole, length)).order(ByteOrder.LITTLE_ENDIAN);
            if (length >= header && header > 0) {
                cut.putInt(8, length);
            }
            assertNull(read.apply(cut), "cut to " + length);
        }
        for (int seed = 0; seed < 20_000; seed++) {
            Random r = new Random(seed);
            byte[] changed = whole.clone();
            for (int i = r.nextInt(4); i >= 0; i--) {
                changed[header + r.nextInt(changed.length - header)] = (byte) r.nextInt();
            }
            read.apply(ByteBuffer.wrap(changed).order(ByteOrder.LITTLE_ENDIAN));
        }
    }

    @Test
    void carriesTheStatus() {
        byte[] bytes = STATUS.encode();
        assertEquals(STATUS, AmfStatus.decode(ByteBuffer.wrap(bytes)));
        assertNull(AmfStatus.decode(ByteBuffer.wrap(Arrays.copyOf(bytes, bytes.length + 1))));
        cutAndChange(bytes, AmfStatus::decode, 0);
    }

    @Test
    void carriesRequests() {
        for (AmfRequest r : List.of(new AmfRequest.Status(65_536),
                new AmfRequest.Operate(6, "workload g/w", "g/\u00fc"),
                new AmfRequest.Watch(), new AmfRequest.Unwatch(), new AmfRequest.Taken(-3),
                new AmfRequest.Report("web/web", "server", true, "it is full"),
                new AmfRequest.Declare("w\u00fc", DECLARED), new AmfRequest.Withdraw("w\u00fc"))) {
            ByteBuffer bytes = r.encode();
            assertEquals(r, AmfRequest.decode(bytes));
            byte[] whole = new byte[bytes.remaining()];
            bytes.get(whole);
            if (whole.length > IpcMessage.REQUEST_HEADER) {
                cutAndChange(whole, AmfRequest::decode, IpcMessage.REQUEST_HEADER);
            }
            ByteBuffer longer = ByteBuffer.wrap(Arrays.copyOf(whole, whole.length + 1)).order(ByteOrder.LITTLE_ENDIAN);
            assertNull(AmfRequest.decode(longer), "longer than it says");
            assertNull(AmfRequest.decode(longer.putInt(8, whole.length + 1)), "longer than it is");
        }
        assertNull(AmfRequest.decode(new AmfRequest.Operate(8, "group g", "").encode()), "no such operation");
        assertNull(AmfRequest.decode(new AmfRequest.Operate(0, "group " + "g".repeat(300), "").encode()), "too long");
        assertNull(AmfRequest.decode(new AmfRequest.Watch().encode().putInt(0, 77)), "no such request");
    }

    private static AmfRequest declared(String name, Map<String, String> keys) {
        return AmfRequest.decode(new AmfRequest.Declare(name, new TreeMap<>(keys)).encode());
    }

    @Test
    void boundsDeclarations() {
        SortedMap<String, String> most = new TreeMap<>();
        for (int i = 0; i < AmfRequest.DECLARED_KEYS_MAX; i++) {
            // sixteen bytes each
            most.put("%08d".formatted(i), "\u20ac 2345");
        }
        assertEquals(new AmfRequest.Declare("g", most), declared("g", most), "4096 keys of 65536 bytes");
        most.put("00000000", "\u20ac 23456");
        assertNull(declared("g", most), "a byte too many");
        most.put("00000000", "");
        most.put("x", "");
        assertNull(declared("g", most), "a key too many");
        assertNull(declared("", DECLARED), "no name");
        assertNull(declared("w", DECLARED), "another name");
        assertNull(declared("w".repeat(301), Map.of()), "too long a name");
        assertNull(declared("a\nb", Map.of()), "a name of two lines");
        assertNull(declared("g", Map.of("", "x")), "no key");
        assertNull(declared("g", Map.of("start", "a\nb")), "two lines");
        assertNull(declared("g", Map.of("st\0art", "a")), "no text");
        ByteBuffer twice = ByteBuffer.wrap(new FieldWriter()
                .text("g").list(List.of("a", "a"), (w, k) -> w.text(k).text("")).bytes());
        ByteBuffer whole = ByteBuffer.allocate(IpcMessage.REQUEST_HEADER + twice.remaining())
                .order(ByteOrder.LITTLE_ENDIAN);
        whole.putInt(0, AmfRequest.Declare.ID).putInt(8, whole.capacity());
        whole.put(IpcMessage.REQUEST_HEADER, twice.array());
        assertNull(AmfRequest.decode(whole), "a key twice");
        assertNull(AmfRequest.decode(new AmfRequest.Withdraw("").encode()));
        assertNull(AmfRequest.decode(new AmfRequest.Withdraw("w".repeat(301)).encode()));
    }

    @Test
    void carriesRepliesAndEvents() {
        AmfReply.Changed changed = new AmfReply.Changed(-1, 4, -2, "web/a", "in service", "", "because");
        ByteBuffer bytes = changed.encode();
        assertEquals(changed, AmfReply.Changed.decode(bytes));
        assertNull(AmfReply.Missed.decode(bytes), "another event");
        cutAndChange(bytes.array(), AmfReply.Changed::decode, IpcMessage.REPLY_HEADER);
        AmfReply.Missed missed = new AmfReply.Missed(17);
        assertEquals(missed, AmfReply.Missed.decode(missed.encode()));
        cutAndChange(missed.encode().array(), AmfReply.Missed::decode, IpcMessage.REPLY_HEADER);
        AmfReply.Watching watching = new AmfReply.Watching(IpcError.EXIST, 17);
        assertEquals(watching, AmfReply.Watching.decode(watching.encode()));
        cutAndChange(watching.encode().array(), AmfReply.Watching::decode, IpcMessage.REPLY_HEADER);
        AmfReply.Operated operated = new AmfReply.Operated(IpcError.NOT_EXIST, "there is no group x");
        assertEquals(operated, AmfReply.Operated.decode(operated.encode()));
        AmfReply.Operated withdrawn = new AmfReply.Operated(AmfRequest.Withdraw.ID, IpcError.OK, "");
        assertEquals(withdrawn, AmfReply.Operated.decode(withdrawn.encode()));
        AmfReply.Part part = AmfReply.Part.decode(new AmfReply.Part(IpcError.OK, 9, new byte[]{1, 2}).encode());
        assertEquals(9, part.total());
        assertArrayEquals(new byte[]{1, 2}, part.bytes());
        assertNull(AmfReply.Part.decode(missed.encode().limit(20)));
    }

    /** A text that is too long is cut, and stays text. */
    @Test
    void cutsTextsBetweenCharacters() {
        String text = Stream.generate(() -> "\u20ac").limit(2_000).reduce("", String::concat);
        AmfReply.Operated read = AmfReply.Operated.decode(new AmfReply.Operated(IpcError.OK, text).encode());
        assertNotNull(read);
        assertEquals(FieldWriter.TEXT_MAX / 3, read.why().length());
        assertTrue(text.startsWith(read.why()));
    }
}
