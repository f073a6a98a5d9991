package org.choros.wire.totem;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The commit token: the members of a ring to be, and what each has of its old ring. */
public final class CommitTokenView extends View {
    private final int seqAt;
    private final int ringAt;
    private final int flagAt;
    private final int listAt;
    private final int addressLength;
    private final int entryLength;
    private final int ringIdLength;

    /** @param dialect the dialect */
    public CommitTokenView(Dialect dialect) {
        super(dialect);
        seqAt = dialect.headerLength();
        ringAt = seqAt + Integer.BYTES;
        flagAt = ringAt + dialect.ringIdLength();
        listAt = fixedLength(dialect);
        addressLength = dialect.addressLength();
        entryLength = dialect.commitEntryLength();
        ringIdLength = dialect.ringIdLength();
    }

    /**
     * @param packet a commit token, position to limit
     * @return this
     */
    public CommitTokenView wrap(ByteBuffer packet) {
        attach(packet, packet.position(), packet.remaining());
        return this;
    }

    static int fixedLength(Dialect dialect) {
        return dialect.headerLength() + dialect.ringIdLength() + 4 * Integer.BYTES;
    }

    /**
     * @param dialect the dialect
     * @param members how many members
     * @return bytes of the packet
     */
    public static int length(Dialect dialect, int members) {
        return fixedLength(dialect) + members * (dialect.addressLength() + dialect.commitEntryLength());
    }

    static Malformed check(Dialect dialect, ByteBuffer p) {
        int at = p.position();
        int fixed = fixedLength(dialect);
        if (p.remaining() < fixed) {
            return Malformed.COMMIT_SHORT;
        }
        int members = p.getInt(at + fixed - Integer.BYTES);
        if (members < 1 || members > Packets.PROCESSORS_MAX || length(dialect, members) > p.remaining()) {
            return Malformed.COMMIT_LIST;
        }
        int index = p.getInt(at + fixed - 2 * Integer.BYTES);
        if (index < 0 || index > members) {
            return Malformed.COMMIT_INDEX;
        }
        if (p.getInt(at + View.nodeIdAt(dialect)) == 0) {
            return Malformed.NODE_ID;
        }
        int ring = at + dialect.headerLength() + Integer.BYTES;
        Malformed result = Packets.checkRingId(dialect, p, ring);
        for (int i = 0; i < members && result == Malformed.NO; i++) {
            result = Packets.checkProcessor(dialect, p, at + fixed + i * dialect.addressLength());
        }
        if (result == Malformed.NO) {
            result = checkEntries(dialect, p, at + fixed + members * dialect.addressLength(), members, index);
        }
        return result != Malformed.NO ? result : checkOrder(dialect, p, at + fixed, members, ring);
    }

    /** Filled entries name a ring; those not yet filled are empty (dialect 2: of family 0). */
    private static Malformed checkEntries(Dialect dialect, ByteBuffer p, int entries, int members, int index) {
        for (int i = 0; i < members; i++) {
            int entry = entries + i * dialect.commitEntryLength();
            if (i < index) {
                Malformed ring = Packets.checkRingId(dialect, p, entry);
                if (ring != Malformed.NO) {
                    return ring;
                }
            } else if (dialect == Dialect.V2 && Packets.familyAt(p, entry) != 0) {
                return Malformed.ADDRESS;
            }
        }
        return Malformed.NO;
    }

    private static Malformed checkOrder(Dialect dialect, ByteBuffer p, int list, int members, int ring) {
        Processor last = Processor.read(dialect, p, list);
        if (!RingId.of(last, 0).isRepresentedLike(RingId.read(dialect, p, ring))) {
            return Malformed.COMMIT_ORDER;
        }
        for (int i = 1; i < members; i++) {
            Processor next = Processor.read(dialect, p, list + i * dialect.addressLength());
            if (last.compareTo(next) >= 0) {
                return Malformed.COMMIT_ORDER;
            }
            last = next;
        }
        return Malformed.NO;
    }

    /**
     * Copies a commit token; the copy is little-endian whatever the order of the original, and without trailing bytes.
     *
     * @param from the commit token
     * @param to where to, cleared, little-endian, long enough; gets the length of the packet as its limit
     * @return this, looking at the copy
     */
    public CommitTokenView copy(CommitTokenView from, ByteBuffer to) {
        int members = from.members();
        int length = length(dialect(), members);
        to.clear();
        to.limit(length);
        if (from.buffer().order() == ByteOrder.LITTLE_ENDIAN) {
            to.put(0, from.buffer(), from.offset(), length);
            return wrap(to);
        }
        wrap(to);
        header(PacketType.COMMIT_TOKEN, from.encapsulated(), from.nodeId());
        targetNodeId(from.targetNodeId());
        tokenSeq(from.tokenSeq());
        ringId(from.ringId());
        retransmitFlag(from.retransmitFlag());
        index(from.index());
        members(members);
        for (int i = 0; i < members; i++) {
            member(i, from.member(i));
            entry(i, from.entryRing(i), from.entryAru(i), from.entryDelivered(i), from.entryReceivedFlag(i));
        }
        return this;
    }

    /** @return counts hops */
    public int tokenSeq() {
        return intAt(seqAt);
    }

    /** @param value counts hops */
    public void tokenSeq(int value) {
        intAt(seqAt, value);
    }

    /** @return the new ring, read out */
    public RingId ringId() {
        return ringIdAt(ringAt);
    }

    /** @param value the new ring */
    public void ringId(RingId value) {
        ringIdAt(ringAt, value);
    }

    /** @return unused, 0 */
    public int retransmitFlag() {
        return intAt(flagAt);
    }

    /** @param value unused, 0 */
    public void retransmitFlag(int value) {
        intAt(flagAt, value);
    }

    /** @return how many entries are filled */
    public int index() {
        return intAt(flagAt + 4);
    }

    /** @param value how many entries are filled */
    public void index(int value) {
        intAt(flagAt + 4, value);
    }

    /** @return how many members */
    public int members() {
        return intAt(flagAt + 8);
    }

    /** @param value how many members; written before members and entries */
    public void members(int value) {
        intAt(flagAt + 8, value);
    }

    /**
     * @param i an index
     * @return a member, read out
     */
    public Processor member(int i) {
        return processorAt(listAt + i * addressLength);
    }

    /**
     * @param i an index
     * @param value a member; ascending
     */
    public void member(int i, Processor value) {
        processorAt(listAt + i * addressLength, value);
    }

    private int entryAt(int i) {
        return listAt + members() * addressLength + i * entryLength;
    }

    /**
     * @param i an index
     * @return that member's old ring, read out
     */
    public RingId entryRing(int i) {
        return ringIdAt(entryAt(i));
    }

    /**
     * @param i an index
     * @return what that member had received up to
     */
    public int entryAru(int i) {
        return intAt(entryAt(i) + ringIdLength);
    }

    /**
     * @param i an index
     * @return the highest sequence number that member had delivered
     */
    public int entryDelivered(int i) {
        return intAt(entryAt(i) + ringIdLength + 4);
    }

    /**
     * @param i an index
     * @return 1 when that member has all of its old ring that anybody is known to have
     */
    public int entryReceivedFlag(int i) {
        return intAt(entryAt(i) + ringIdLength + 8);
    }

    /**
     * @param i an index
     * @param value 1 when that member has all of its old ring that anybody is known to have
     */
    public void entryReceivedFlag(int i, int value) {
        intAt(entryAt(i) + ringIdLength + 8, value);
    }

    /**
     * Fills a member's entry.
     *
     * @param i an index
     * @param ring its old ring
     * @param aru what it had received up to
     * @param delivered the highest sequence number it had delivered
     * @param receivedFlag 1 when it has all
     */
    public void entry(int i, RingId ring, int aru, int delivered, int receivedFlag) {
        int at = entryAt(i);
        ringIdAt(at, ring);
        intAt(at + ringIdLength, aru);
        intAt(at + ringIdLength + 4, delivered);
        intAt(at + ringIdLength + 8, receivedFlag);
    }
}
