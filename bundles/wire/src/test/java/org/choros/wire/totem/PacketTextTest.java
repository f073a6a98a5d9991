package org.choros.wire.totem;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Packets in words; the bytes are those of spec appendix B and section 7. */
class PacketTextTest {
    private static final String HEADER = "70c00300000300000000000000";
    private static final String RING = "010000000d00000000000000";

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "V3|" + HEADER + "3f000000d10900003e00000003000000" + RING + "00000000000000000000000001000000" + RING
                    + "3f000000|TOKEN ring 1.d tseq 2513 seq 63 aru 62 by 3 backlog 0 sent 0 missing 63",
            "V3|" + HEADER + "0100000000000000ffffefff02000000" + RING + "00000000000000000100000000000000|"
                    + "MALFORMED TOKEN_WINDOW",
            "V3|" + HEADER + "0000000000000000ffffffff02000000" + RING + "12000000110000000100000000000000|"
                    + "TOKEN ring 1.d tseq 0 seq 0 aru ffffffff by 2 backlog 18 sent 17 retrans 1",
            "V3|70c00303000000000000000000030000000200000001000000" + "1e00000000000000010000000200000003000000|"
                    + "LEAVE from 3 wants 1 2 failed 3 seq 1e",
            "V3|70c00305000200000000000000" + RING + "|CANCEL ring 1.d",
            "V3|70c0030200020000000000000002000000" + RING + "|MERGE from 2 ring 1.d",
            "V2|060022ff0100000001000000|TEST ring 1 by 1", "V2|070022ff0100000002000000|ACTIVATE ring 1 by 2"})
    void saysAPacketInOneLine(Dialect dialect, String hex, String line) {
        assertEquals(line, PacketText.of(dialect, ByteBuffer.wrap(HexFormat.of().parseHex(hex))));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "JOIN from 3 wants 1 2 failed - seq 1e|JOIN",
            "COMMIT ring 1.d tseq 1 index 1 1[1.9 aru 4 delivered 4 flag 1] "
                    + "2[]|COMMIT",
            "MCAST ring 1.d seq 1 of 3 carries {MCAST ring 1.9 seq 7 of 2 5 bytes}|MCAST"})
    void saysWhatTheViewsWrote(String line, String kind) {
        ByteBuffer packet = ByteBuffer.allocate(200).order(ByteOrder.LITTLE_ENDIAN);
        RingId ring = RingId.of(Processor.of(1), 0xd);
        RingId old = RingId.of(Processor.of(1), 9);
        switch (kind) {
            case "JOIN" -> {
                JoinView v = new JoinView(Dialect.V3).wrap(packet.limit(JoinView.length(Dialect.V3, 2)));
                v.header(PacketType.JOIN, 0, 3);
                v.from(Processor.of(3));
                v.counts(2, 0);
                v.ringSeq(0x1e);
                v.wanted(0, Processor.of(1));
                v.wanted(1, Processor.of(2));
            }
            case "COMMIT" -> {
                CommitTokenView v = new CommitTokenView(Dialect.V3)
                        .wrap(packet.limit(CommitTokenView.length(Dialect.V3, 2)));
                v.header(PacketType.COMMIT_TOKEN, 0, 1);
                v.tokenSeq(1);
                v.ringId(ring);
                v.index(1);
                v.members(2);
                v.member(0, Processor.of(1));
                v.member(1, Processor.of(2));
                v.entry(0, old, 4, 4, 1);
            }
            default -> {
                int fixed = FrameView.fixedLength(Dialect.V3);
                frame(packet.limit(2 * fixed + 5).slice(fixed, fixed + 5), FrameView.ORDINARY, 2, 7, old);
                frame(packet, FrameView.CARRIER, 3, 1, ring);
            }
        }
        assertEquals(line, PacketText.of(Dialect.V3, packet));
    }

    private static void frame(ByteBuffer bytes, int encapsulated, int from, int seq, RingId ring) {
        FrameView v = new FrameView(Dialect.V3).wrap(bytes.order(ByteOrder.LITTLE_ENDIAN));
        v.header(PacketType.FRAME, encapsulated, from);
        v.from(Processor.of(from));
        v.seq(seq);
        v.ringId(ring);
    }
}
