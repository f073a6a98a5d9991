package org.choros.itests.checkers;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What is known of a ring: its members, its frames, who came from where. */
final class RingRecord {
    /** How a node went from one ring to the next. */
    static final class Passage {
        final Life life;
        final int[] along;
        final long hash;
        final int frames;
        final int lastFrame;
        final List<Client.Stay> stays = new ArrayList<>();

        Passage(Life life, int[] along) {
            this.life = life;
            this.along = along;
            hash = life.frameHash;
            frames = life.frames;
            lastFrame = life.lastFrame;
        }
    }

    private static final int ROOM = 64;
    private static final int PRUNE_AT = 8192;

    final int number;
    final int rep;
    final long seq;
    final int[] members;
    /** How often the representative's storage had been lost when it was made: an id may come again after that. */
    final int epoch;
    final Set<Integer> installed = new HashSet<>();
    final Map<RingRecord, List<Passage>> passages = new HashMap<>();
    /** Members that others say to have come along, and from which ring. */
    final Map<Integer, RingRecord> cameFrom = new HashMap<>();
    boolean seen;
    boolean firstKnown;
    int firstFrame;
    boolean ended;
    int endFrame;
    int endFrames;
    private final Map<RingRecord, List<Client.Stay>> stays = new HashMap<>();
    private int base;
    private int[] senders;
    private long[] digests;

    RingRecord(int number, int rep, long seq, int[] members, int epoch) {
        this.number = number;
        this.rep = rep;
        this.seq = seq;
        this.members = members;
        this.epoch = epoch;
    }

    /** What clients that came from another ring got there. */
    List<Client.Stay> stays(RingRecord from) {
        return stays.computeIfAbsent(from, k -> new ArrayList<>());
    }

    int senderOf(int frame) {
        int at = frame - base;
        return senders == null || at < 0 || at >= senders.length ? 0 : senders[at];
    }

    long digestOf(int frame) {
        return digests[frame - base];
    }

    void put(int frame, int sender, long digest) {
        if (senders == null) {
            base = frame - ROOM;
            senders = new int[ROOM * 4];
            digests = new long[ROOM * 4];
        }
        int at = frame - base;
        if (at < 0) {
            move(frame - ROOM, senders.length - at + ROOM);
        } else if (at >= senders.length) {
            move(base, Math.max(senders.length * 2, at + ROOM));
        }
        senders[frame - base] = sender;
        digests[frame - base] = digest;
    }

    private void move(int newBase, int length) {
        int[] oldSenders = senders;
        long[] oldDigests = digests;
        int shift = base - newBase;
        senders = new int[length];
        digests = new long[length];
        int from = Math.max(0, -shift);
        int count = Math.min(oldSenders.length - from, length - Math.max(0, shift));
        System.arraycopy(oldSenders, from, senders, Math.max(0, shift), count);
        System.arraycopy(oldDigests, from, digests, Math.max(0, shift), count);
        base = newBase;
    }

    boolean large() {
        return senders != null && senders.length > PRUNE_AT;
    }

    /** Forgets the frames before this one: all who could ask have them. */
    void forgetBefore(int frame) {
        int gone = frame - base;
        if (gone > senders.length / 2) {
            move(frame, Math.max(ROOM, Math.min(senders.length, senders.length - gone + ROOM)));
        }
    }

    void forgetFrames() {
        senders = null;
        digests = null;
    }

    boolean same(int otherRep, long otherSeq) {
        return rep == otherRep && seq == otherSeq;
    }

    boolean hasMembers(int[] sorted) {
        return Arrays.equals(members, sorted);
    }

    @Override
    public String toString() {
        return text(rep, seq);
    }

    static String text(int rep, long seq) {
        return Integer.toUnsignedString(rep) + "." + Long.toHexString(seq);
    }
}
