package org.choros.wire.totem;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;

import com.fasterxml.jackson.databind.JsonNode;

/** Writes a packet through the views from what a recording says about it; only payload bytes are taken as they are. */
final class Encoder {
    private final Dialect dialect;

    Encoder(Dialect dialect) {
        this.dialect = dialect;
    }

    byte[] encode(JsonNode d, byte[] original) {
        JsonNode h = d.get("header");
        ByteBuffer b = ByteBuffer.allocate(original.length)
                .order(h.get("endian").asText().equals("little") ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
        switch (d.get("kind").asText()) {
            case "orf_token" -> token(d, header(new TokenView(dialect).wrap(b), PacketType.TOKEN, h));
            case "mcast" -> frame(d, header(new FrameView(dialect).wrap(b), PacketType.FRAME, h), original);
            case "memb_merge_detect" -> {
                MergeDetectView v = header(new MergeDetectView(dialect).wrap(b), PacketType.MERGE_DETECT, h);
                v.from(processor(d.get("system_from")));
                v.ringId(ring(d.get("ring_id")));
            }
            case "memb_join" -> join(d, header(new JoinView(dialect).wrap(b), PacketType.JOIN, h));
            case "memb_commit_token" ->
                commit(d, header(new CommitTokenView(dialect).wrap(b), PacketType.COMMIT_TOKEN, h));
            case "token_hold_cancel" -> header(new HoldCancelView(dialect).wrap(b), PacketType.HOLD_CANCEL, h)
                    .ringId(ring(d.get("ring_id")));
            default -> new RingTestView().wrap(b).write(PacketType.of(dialect, h.get("type").asInt()),
                    h.get("ring_number").asInt(), h.get("nodeid_activator").asInt());
        }
        return b.array();
    }

    private <V extends View> V header(V view, PacketType type, JsonNode h) {
        view.header(type, h.get("encapsulated").asInt(), h.get("nodeid").numberValue().intValue());
        view.targetNodeId(h.path("target_nodeid").numberValue() == null
                ? 0
                : h.get("target_nodeid").numberValue()
                        .intValue());
        return view;
    }

    private void token(JsonNode d, TokenView v) {
        v.seq(number(d, "seq"));
        v.tokenSeq(number(d, "token_seq"));
        v.aru(number(d, "aru"));
        v.aruNode(number(d, "aru_addr"));
        v.ringId(ring(d.get("ring_id")));
        v.backlog(number(d, "backlog"));
        v.sent(number(d, "fcc"));
        v.retransmitFlag(number(d, "retrans_flg"));
        for (JsonNode e : d.get("rtr_list")) {
            v.addRetransmit(ring(e.get("ring_id")), number(e, "seq"));
        }
    }

    private void frame(JsonNode d, FrameView v, byte[] original) {
        v.from(processor(d.get("system_from")));
        v.seq(number(d, "seq"));
        v.senderSeq(number(d, "this_seqno"));
        v.ringId(ring(d.get("ring_id")));
        v.reserved(number(d, "node_id"));
        v.guarantee(number(d, "guarantee"));
        int at = v.payloadOffset();
        byte[] payload = java.util.Arrays.copyOfRange(original, at, original.length);
        if (d.has("inner")) {
            v.buffer().put(at, encode(d.get("inner"), payload));
            return;
        }
        JsonNode pg = d.get("totempg");
        int count = number(pg, "msg_count");
        int from = PackView.HEADER_LENGTH + 2 * count;
        v.buffer().put(at + from, payload, from, payload.length - from);
        PackView pack = new PackView().wrap(v.buffer().slice(at, payload.length).order(v.buffer().order()));
        pack.header(number(pg, "fragmented"), number(pg, "continuation"), count);
        v.buffer().putShort(at + 2, (short) number(pg, "type"));
        for (int i = 0; i < count; i++) {
            pack.pieceLength(i, pg.get("msg_len").get(i).asInt());
        }
    }

    private void join(JsonNode d, JoinView v) {
        v.from(processor(d.get("system_from")));
        v.counts(number(d, "proc_list_entries"), number(d, "failed_list_entries"));
        v.ringSeq(d.get("ring_seq").asLong());
        for (int i = 0; i < v.wanted(); i++) {
            v.wanted(i, processor(d.get("proc_list").get(i)));
        }
        for (int i = 0; i < v.failed(); i++) {
            v.failed(i, processor(d.get("failed_list").get(i)));
        }
    }

    private void commit(JsonNode d, CommitTokenView v) {
        v.tokenSeq(number(d, "token_seq"));
        v.ringId(ring(d.get("ring_id")));
        v.retransmitFlag(number(d, "retrans_flg"));
        v.index(number(d, "memb_index"));
        v.members(number(d, "addr_entries"));
        for (int i = 0; i < v.members(); i++) {
            v.member(i, processor(d.get("addr").get(i)));
            JsonNode e = d.get("memb_list").get(i);
            v.entry(i, ring(e.get("ring_id")), number(e, "aru"), number(e, "high_delivered"),
                    number(e, "received_flg"));
        }
    }

    private Processor processor(JsonNode n) {
        if (dialect == Dialect.V3) {
            return Processor.of(n.numberValue().intValue());
        }
        byte[] first = address(n.get("addr").get(0));
        byte[] second = address(n.get("addr").get(1));
        int nodeId = number(n.get("addr").get(0), "nodeid");
        if (second.length == 0) {
            return Processor.of(nodeId, first);
        }
        // the label of slot 1 stays when a leave zeroes that of slot 0
        return Processor.of(number(n.get("addr").get(1), "nodeid"), first, second).withNodeId(nodeId);
    }

    private RingId ring(JsonNode n) {
        long seq = n.get("seq").asLong();
        JsonNode rep = n.get("rep");
        if (dialect == Dialect.V3) {
            return RingId.of(Processor.of(rep.numberValue().intValue()), seq);
        }
        byte[] address = address(rep);
        return address.length == 0
                ? RingId.none(dialect)
                : RingId.of(Processor.of(number(rep, "nodeid"), address), seq);
    }

    private static byte[] address(JsonNode slot) {
        if (!slot.has("addr")) {
            if (!HexFormat.of().formatHex(new byte[16]).equals(slot.get("addr_hex").asText())) {
                throw new AssertionError("an address without family " + slot);
            }
            return new byte[0];
        }
        try {
            return InetAddress.getByName(slot.get("addr").asText()).getAddress();
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }

    private static int number(JsonNode n, String key) {
        return n.get(key).numberValue().intValue();
    }
}
