package org.choros.wire.totem;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Reads a packet through the views and writes down what it says, in the terms of the recordings. */
final class Decoder {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private final Dialect dialect;

    Decoder(Dialect dialect) {
        this.dialect = dialect;
    }

    ObjectNode decode(ByteBuffer p) {
        PacketType type = Packets.type(dialect, p);
        return switch (type) {
            case TOKEN -> token(new TokenView(dialect).wrap(p));
            case FRAME -> frame(new FrameView(dialect).wrap(p));
            case MERGE_DETECT -> merge(new MergeDetectView(dialect).wrap(p));
            case JOIN -> join(new JoinView(dialect).wrap(p));
            case COMMIT_TOKEN -> commit(new CommitTokenView(dialect).wrap(p));
            case HOLD_CANCEL -> cancel(new HoldCancelView(dialect).wrap(p));
            case RING_TEST_ACTIVE, RING_TEST_ACTIVATE -> ringTest(type, p);
        };
    }

    private ObjectNode packet(String kind, PacketType type, View v) {
        ObjectNode o = JSON.objectNode().put("kind", kind);
        ObjectNode h = o.putObject("header");
        if (dialect == Dialect.V3) {
            h.put("magic", 0xC070).put("version", 3);
        } else {
            h.put("endian_detector", 0xFF22);
        }
        h.put("type", type.ordinal()).put("encapsulated", v.encapsulated());
        h.put("nodeid", v.nodeId() & 0xffff_ffffL);
        if (dialect == Dialect.V3) {
            h.put("target_nodeid", v.targetNodeId() & 0xffff_ffffL);
        }
        h.put("endian", v.buffer().order() == ByteOrder.LITTLE_ENDIAN ? "little" : "big");
        return o;
    }

    private ObjectNode ringTest(PacketType type, ByteBuffer p) {
        RingTestView v = new RingTestView().wrap(p);
        ObjectNode o = JSON.objectNode().put("kind",
                type == PacketType.RING_TEST_ACTIVE ? "ring_test_active" : "ring_test_activate");
        o.putObject("header").put("type", type.ordinal()).put("encapsulated", 0).put("endian_detector", 0xFF22)
                .put("ring_number", v.ring()).put("nodeid_activator", v.activator()).put("endian", "little");
        return o.put("trailing_bytes", p.remaining() - RingTestView.LENGTH);
    }

    private ObjectNode token(TokenView v) {
        ObjectNode o = packet("orf_token", PacketType.TOKEN, v);
        o.put("seq", unsigned(v.seq())).put("token_seq", unsigned(v.tokenSeq())).put("aru", unsigned(v.aru()));
        o.put("aru_addr", unsigned(v.aruNode())).set("ring_id", ring(v.ringId()));
        o.put("backlog", unsigned(v.backlog())).put("fcc", unsigned(v.sent())).put("retrans_flg", v.retransmitFlag());
        o.put("rtr_list_entries", v.retransmits());
        ArrayNode list = o.putArray("rtr_list");
        for (int i = 0; i < v.retransmits(); i++) {
            list.addObject().put("seq", unsigned(v.retransmitSeq(i))).set("ring_id", ring(v.retransmitRing(i)));
        }
        return o.put("trailing_bytes", v.length() - v.packetLength());
    }

    private ObjectNode frame(FrameView v) {
        ObjectNode o = packet("mcast", PacketType.FRAME, v);
        o.set("system_from", processor(v.from()));
        o.put("seq", unsigned(v.seq())).put("this_seqno", v.senderSeq()).set("ring_id", ring(v.ringId()));
        o.put("node_id", unsigned(v.reserved())).put("guarantee", v.guarantee());
        ByteBuffer payload = v.buffer().duplicate().order(v.buffer().order()).position(v.payloadOffset());
        if (v.encapsulated() == FrameView.CARRIER) {
            if (Packets.check(dialect, payload) != Malformed.NO) {
                throw new AssertionError("inner frame");
            }
            o.set("inner", frame(new FrameView(dialect).wrap(payload)));
        } else {
            o.set("totempg", pack(payload));
        }
        return o;
    }

    private ObjectNode pack(ByteBuffer payload) {
        if (!PackView.isValid(payload)) {
            throw new AssertionError("totempg frame");
        }
        PackView v = new PackView().wrap(payload);
        ObjectNode o = JSON.objectNode().put("version", v.version()).put("type", v.type());
        o.put("fragmented", v.fragmented()).put("continuation", v.continuation()).put("msg_count", v.count());
        ArrayNode lengths = o.putArray("msg_len");
        ArrayNode pieces = o.putArray("msgs");
        int at = v.dataOffset();
        for (int i = 0; i < v.count(); i++) {
            lengths.add(v.pieceLength(i));
            if (i == 0 && v.continuation() != 0) {
                pieces.addObject().put("continuation_bytes", v.pieceLength(i));
            } else {
                ByteBuffer piece = payload.duplicate().order(payload.order());
                pieces.add(message(piece.limit(at + v.pieceLength(i)).position(at)));
            }
            at += v.pieceLength(i);
        }
        return o;
    }

    private static ObjectNode message(ByteBuffer m) {
        ObjectNode o = JSON.objectNode();
        int header = GroupHeader.length(m);
        if (header < 0) {
            return o;
        }
        int groups = m.getShort(m.position());
        int nameAt = m.position() + 2 + 2 * groups;
        o.put("group_count", groups);
        ArrayNode lengths = o.putArray("group_len");
        ArrayNode names = o.putArray("groups");
        for (int i = 0; i < groups; i++) {
            byte[] name = new byte[m.getShort(m.position() + 2 + 2 * i)];
            m.get(nameAt, name);
            nameAt += name.length;
            lengths.add(name.length);
            names.add(new String(name, StandardCharsets.US_ASCII));
        }
        return o.put("payload_len", m.remaining() - header);
    }

    private ObjectNode merge(MergeDetectView v) {
        ObjectNode o = packet("memb_merge_detect", PacketType.MERGE_DETECT, v);
        o.set("system_from", processor(v.from()));
        o.set("ring_id", ring(v.ringId()));
        return o.put("trailing_bytes", v.length() - MergeDetectView.fixedLength(dialect));
    }

    private ObjectNode cancel(HoldCancelView v) {
        ObjectNode o = packet("token_hold_cancel", PacketType.HOLD_CANCEL, v);
        o.set("ring_id", ring(v.ringId()));
        return o.put("trailing_bytes", v.length() - HoldCancelView.fixedLength(dialect));
    }

    private ObjectNode join(JoinView v) {
        ObjectNode o = packet("memb_join", PacketType.JOIN, v);
        o.set("system_from", processor(v.from()));
        o.put("proc_list_entries", v.wanted()).put("failed_list_entries", v.failed()).put("ring_seq", v.ringSeq());
        ArrayNode wanted = o.putArray("proc_list");
        for (int i = 0; i < v.wanted(); i++) {
            wanted.add(processor(v.wanted(i)));
        }
        ArrayNode failed = o.putArray("failed_list");
        for (int i = 0; i < v.failed(); i++) {
            failed.add(processor(v.failed(i)));
        }
        return o.put("trailing_bytes", v.length() - JoinView.length(dialect, v.wanted() + v.failed()));
    }

    private ObjectNode commit(CommitTokenView v) {
        ObjectNode o = packet("memb_commit_token", PacketType.COMMIT_TOKEN, v);
        o.put("token_seq", unsigned(v.tokenSeq())).set("ring_id", ring(v.ringId()));
        o.put("retrans_flg", v.retransmitFlag()).put("memb_index", v.index()).put("addr_entries", v.members());
        ArrayNode members = o.putArray("addr");
        ArrayNode entries = o.putArray("memb_list");
        for (int i = 0; i < v.members(); i++) {
            members.add(processor(v.member(i)));
            ObjectNode e = entries.addObject();
            e.set("ring_id", ring(v.entryRing(i)));
            e.put("aru", unsigned(v.entryAru(i))).put("high_delivered", unsigned(v.entryDelivered(i)));
            e.put("received_flg", unsigned(v.entryReceivedFlag(i)));
        }
        return o.put("trailing_bytes", v.length() - CommitTokenView.length(dialect, v.members()));
    }

    private com.fasterxml.jackson.databind.JsonNode processor(Processor p) {
        if (dialect == Dialect.V3) {
            return JSON.numberNode(unsigned(p.nodeId()));
        }
        ObjectNode o = JSON.objectNode().put("no_addrs", 2);
        ByteBuffer b = ByteBuffer.allocate(dialect.addressLength()).order(ByteOrder.LITTLE_ENDIAN);
        p.write(dialect, b, 0);
        o.putArray("addr").add(slot(b, 1, p.address(0))).add(slot(b, 1 + Processor.SLOT_LENGTH, p.address(1)));
        return o;
    }

    private static ObjectNode slot(ByteBuffer b, int at, byte[] address) {
        ObjectNode o = JSON.objectNode().put("nodeid", unsigned(b.getInt(at))).put("family", b.getShort(at + 4));
        byte[] raw = new byte[16];
        b.get(at + 6, raw);
        if (address.length == 0) {
            return o.put("addr_hex", HexFormat.of().formatHex(raw));
        }
        try {
            String text = InetAddress.getByAddress(address).getHostAddress();
            o.put("addr", text.replaceFirst("(:0)+:", "::"));
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
        return address.length == 4 ? o.put("addr_tail_hex", HexFormat.of().formatHex(raw, 4, 16)) : o;
    }

    private com.fasterxml.jackson.databind.node.ObjectNode ring(RingId r) {
        ObjectNode o = JSON.objectNode();
        if (dialect == Dialect.V3) {
            o.put("rep", unsigned(r.representative()));
        } else {
            ByteBuffer b = ByteBuffer.allocate(dialect.ringIdLength()).order(ByteOrder.LITTLE_ENDIAN);
            r.write(dialect, b, 0);
            o.set("rep", slot(b, 0, r.representativeAddress()));
        }
        return o.put("seq", r.seq());
    }

    private static long unsigned(int value) {
        return value & 0xffff_ffffL;
    }
}
