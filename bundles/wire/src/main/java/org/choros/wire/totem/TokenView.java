package org.choros.wire.totem;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The regular token. */
public final class TokenView extends View {
    /** Entries of the retransmit list, at most. */
    public static final int RETRANSMITS_MAX = 30;
    /** Bytes of a token datagram that anybody accepts, at most. */
    public static final int LENGTH_MAX = 1500;

    private final int seqAt;
    private final int ringAt;
    private final int backlogAt;
    private final int entryLength;
    private final int ringIdLength;

    /** @param dialect the dialect */
    public TokenView(Dialect dialect) {
        super(dialect);
        seqAt = dialect.headerLength();
        ringAt = seqAt + 4 * Integer.BYTES;
        backlogAt = ringAt + dialect.ringIdLength();
        entryLength = dialect.retransmitEntryLength();
        ringIdLength = dialect.ringIdLength();
    }

    /**
     * @param packet a token, position to limit
     * @return this
     */
    public TokenView wrap(ByteBuffer packet) {
        attach(packet, packet.position(), packet.remaining());
        return this;
    }

    static int fixedLength(Dialect dialect) {
        return dialect.headerLength() + dialect.ringIdLength() + 8 * Integer.BYTES;
    }

    static Malformed check(Dialect dialect, ByteBuffer p) {
        int at = p.position();
        if (p.remaining() > LENGTH_MAX) {
            return Malformed.TOKEN_LONG;
        }
        int fixed = fixedLength(dialect);
        if (p.remaining() < fixed) {
            return Malformed.TOKEN_SHORT;
        }
        int entries = p.getInt(at + fixed - Integer.BYTES);
        if (entries < 0 || entries > RETRANSMITS_MAX
                || fixed + (long) entries * dialect.retransmitEntryLength() > p.remaining()) {
            return Malformed.TOKEN_LIST;
        }
        if (p.getInt(at + View.nodeIdAt(dialect)) == 0) {
            return Malformed.NODE_ID;
        }
        Malformed ring = Packets.checkRingId(dialect, p, at + dialect.headerLength() + 4 * Integer.BYTES);
        if (ring != Malformed.NO) {
            return ring;
        }
        for (int i = 0; i < entries; i++) {
            int entry = at + fixed + i * dialect.retransmitEntryLength();
            if (dialect == Dialect.V2 && !Packets.isAddress(p, entry)) {
                return Malformed.ADDRESS;
            }
        }
        int seq = p.getInt(at + dialect.headerLength());
        int aru = p.getInt(at + dialect.headerLength() + 2 * Integer.BYTES);
        return Integer.compareUnsigned(seq - aru, Packets.WINDOW) >= 0 ? Malformed.TOKEN_WINDOW : Malformed.NO;
    }

    /** @return bytes of this token without anything behind its list */
    public int packetLength() {
        return backlogAt + 4 * Integer.BYTES + retransmits() * entryLength;
    }

    /**
     * Copies a token; the copy is little-endian whatever the order of the original, and without trailing bytes.
     *
     * @param from the token
     * @param to where to, cleared, little-endian; gets the length of the token as its limit
     * @return this, looking at the copy
     */
    public TokenView copy(TokenView from, ByteBuffer to) {
        int length = from.packetLength();
        to.clear();
        if (from.buffer().order() == ByteOrder.LITTLE_ENDIAN) {
            to.put(0, from.buffer(), from.offset(), length);
            to.limit(length);
            return wrap(to);
        }
        to.limit(length);
        wrap(to);
        header(PacketType.TOKEN, from.encapsulated(), from.nodeId());
        targetNodeId(from.targetNodeId());
        for (int i = 0; i < 4; i++) {
            intAt(seqAt + i * Integer.BYTES, from.intAt(seqAt + i * Integer.BYTES));
            intAt(backlogAt + i * Integer.BYTES, from.intAt(backlogAt + i * Integer.BYTES));
        }
        ringId(from.ringId());
        for (int i = 0; i < from.retransmits(); i++) {
            retransmit(i, from.retransmitRing(i), from.retransmitSeq(i));
        }
        return this;
    }

    /** @return the highest sequence number given on this ring */
    public int seq() {
        return intAt(seqAt);
    }

    /** @param value the highest sequence number given on this ring */
    public void seq(int value) {
        intAt(seqAt, value);
    }

    /** @return counts hops */
    public int tokenSeq() {
        return intAt(seqAt + 4);
    }

    /** @param value counts hops */
    public void tokenSeq(int value) {
        intAt(seqAt + 4, value);
    }

    /** @return what all have received up to, as far as the token knows */
    public int aru() {
        return intAt(seqAt + 8);
    }

    /** @param value what all have received up to */
    public void aru(int value) {
        intAt(seqAt + 8, value);
    }

    /** @return the node id of who lowered aru, 0 when nobody is behind */
    public int aruNode() {
        return intAt(seqAt + 12);
    }

    /** @param value the node id of who lowered aru, 0 when nobody is behind */
    public void aruNode(int value) {
        intAt(seqAt + 12, value);
    }

    /** @return the ring id, read out */
    public RingId ringId() {
        return ringIdAt(ringAt);
    }

    /** @param value the ring id */
    public void ringId(RingId value) {
        ringIdAt(ringAt, value);
    }

    /**
     * @param ring a ring id
     * @return whether this token is of that ring
     */
    public boolean isOf(RingId ring) {
        return ringIdMatches(ringAt, ring);
    }

    /** @return frames that wait at all nodes */
    public int backlog() {
        return intAt(backlogAt);
    }

    /** @param value frames that wait at all nodes */
    public void backlog(int value) {
        intAt(backlogAt, value);
    }

    /** @return frames sent in the last rotation */
    public int sent() {
        return intAt(backlogAt + 4);
    }

    /** @param value frames sent in the last rotation ({@code fcc}) */
    public void sent(int value) {
        intAt(backlogAt + 4, value);
    }

    /** @return recovery: whether somebody still has frames of his old ring to send */
    public int retransmitFlag() {
        return intAt(backlogAt + 8);
    }

    /** @param value recovery: 1 while somebody still has frames of his old ring to send */
    public void retransmitFlag(int value) {
        intAt(backlogAt + 8, value);
    }

    /** @return entries of the retransmit list */
    public int retransmits() {
        return intAt(backlogAt + 12);
    }

    /** @param value entries of the retransmit list; the entries themselves are written one by one */
    public void retransmits(int value) {
        intAt(backlogAt + 12, value);
    }

    private int entryAt(int i) {
        return backlogAt + 16 + i * entryLength;
    }

    /**
     * @param i an entry of the retransmit list
     * @return its ring id, read out
     */
    public RingId retransmitRing(int i) {
        return ringIdAt(entryAt(i));
    }

    /**
     * @param i an entry of the retransmit list
     * @param ring a ring id
     * @return whether the entry is of that ring
     */
    public boolean retransmitIsOf(int i, RingId ring) {
        return ringIdMatches(entryAt(i), ring);
    }

    /**
     * @param i an entry of the retransmit list
     * @return the missing sequence number
     */
    public int retransmitSeq(int i) {
        return intAt(entryAt(i) + ringIdLength);
    }

    /**
     * Writes an entry; the buffer's limit has to allow for it.
     *
     * @param i the entry
     * @param ring its ring id
     * @param seq the missing sequence number
     */
    public void retransmit(int i, RingId ring, int seq) {
        ringIdAt(entryAt(i), ring);
        intAt(entryAt(i) + ringIdLength, seq);
    }

    /**
     * Appends an entry to the list and to the packet.
     *
     * @param ring its ring id
     * @param seq the missing sequence number
     */
    public void addRetransmit(RingId ring, int seq) {
        int i = retransmits();
        retransmits(i + 1);
        buffer().limit(offset() + packetLength());
        retransmit(i, ring, seq);
    }

    /**
     * Takes an entry out of the list and of the packet; the others keep their order.
     *
     * @param i the entry
     */
    public void removeRetransmit(int i) {
        int count = retransmits();
        int from = offset() + entryAt(i + 1);
        int to = offset() + entryAt(i);
        for (int n = (count - 1 - i) * entryLength; n > 0; n--) {
            buffer().put(to++, buffer().get(from++));
        }
        retransmits(count - 1);
        buffer().limit(offset() + packetLength());
    }
}
