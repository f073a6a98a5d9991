package org.choros.totem.ring;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;

import org.choros.wire.totem.Dialect;
import org.choros.wire.totem.RingId;
import org.choros.wire.totem.TokenView;

/**
 * One real ring in a cluster of 1, 2 and 3 whose others are written by hand. Brings the ring into a situation by real
 * packets, then says all that an event makes it do: states with causes, packets, deliveries, configurations, other
 * calls, counters that changed, and when the next timer is due.
 *
 * <p>
 * Timers, in milliseconds: join 50, hold 500, token retransmit 700, merge detect 900, pause stamp 1000, consensus 1200,
 * token 5000: so the next deadline says which the first of the running ones is.
 */
final class Seat {
    /** What the ring is in when an event comes: the columns of the table, and what else makes a difference. */
    enum Situation {
        /** The token moves. */
        OPERATIONAL,
        /** The ring was lost: with the timers of gathering just started. */
        GATHER,
        /** The commit token has been here once. */
        COMMIT,
        /** The commit token has been here twice. */
        RECOVERY,
        /** The ring is idle: the representative keeps the token, the others know. */
        HELD,
        /** Operational, but the services have not synchronised. */
        SYNCHRONISING,
        /** Before the first interface is up. */
        UNBOUND
    }

    static final List<Integer> ALL = List.of(1, 2, 3);
    static final long FIRST_SEQ = 8;
    static final long SECOND_SEQ = 12;
    static final int STRANGER = 9;

    final Dialect dialect;
    final Peers peers;
    final int self;
    final int next;
    final int previous;
    final Ring ring;
    final SeatOutput out;
    long nowNs = 1_000_000_000L;
    private final long[] counted = new long[RingCounter.values().length];
    private Situation reached = Situation.UNBOUND;

    Seat(Dialect dialect, int self) {
        this(config(dialect, self).build(), true);
    }

    Seat(RingConfig config, boolean answersStore) {
        dialect = config.dialect();
        self = config.nodeId();
        peers = new Peers(dialect);
        next = self % 3 + 1;
        previous = (self + 1) % 3 + 1;
        out = new SeatOutput(dialect);
        ring = new Ring(config, 0, out);
        out.ring(answersStore ? id -> ring.onStored(id, nowNs) : id -> {
        });
    }

    static RingConfig.Builder config(Dialect dialect, int self) {
        return RingConfig.builder(dialect, self).tokenMs(5000).tokenRetransmitMs(700).holdMs(500).mergeMs(900)
                .consensusMs(1200).tokenWarningPercent(0);
    }

    boolean isRepresentative() {
        return self == 1;
    }

    /** The ring that the situations begin with, and the one that is formed after it. */
    RingId first() {
        return peers.ring(1, FIRST_SEQ);
    }

    RingId second() {
        return peers.ring(1, SECOND_SEQ);
    }

    RingId foreign() {
        return peers.ring(STRANGER, 4);
    }

    Seat reach(Situation situation) {
        reached = situation;
        switch (situation) {
            case UNBOUND -> {
            }
            case SYNCHRONISING -> formFirst();
            case OPERATIONAL -> operational();
            case HELD -> {
                operational();
                hold();
            }
            default -> {
                operational();
                lose();
                if (situation != Situation.GATHER) {
                    commit();
                }
                if (situation == Situation.RECOVERY) {
                    recover();
                }
            }
        }
        forget();
        return this;
    }

    private void operational() {
        formFirst();
        ring.syncComplete(nowNs);
    }

    void formFirst() {
        ring.onInterface(0, TestNet.address(self), true, nowNs);
        agree(4);
        hearCommit(FIRST_SEQ, peers.ring(3, 1), 0);
        secondPass(FIRST_SEQ, peers.ring(3, 1), 0);
        rotateUntilOperational();
    }

    /** The token gets lost. */
    void lose() {
        nowNs += 5000 * RingConfig.MS;
        ring.onDeadline(nowNs);
        check(State.GATHER);
    }

    /** After the loss: all agree, and the commit token reaches us. */
    void commit() {
        agree(FIRST_SEQ);
        hearCommit(SECOND_SEQ, first(), 0);
    }

    void recover() {
        secondPass(SECOND_SEQ, first(), 0);
    }

    void agree(long ringSeq) {
        hear(peers.join(next, ringSeq, ALL, List.of()));
        ALL.forEach(id -> hear(peers.join(id, ringSeq, ALL, List.of())));
    }

    void hearCommit(long ringSeq, RingId old, int aru) {
        if (!isRepresentative()) {
            hear(peers.commit(previous, peers.ring(1, ringSeq), self - 1, self - 1, ALL, old, aru));
        }
        check(State.COMMIT);
    }

    ByteBuffer complete(long ringSeq, RingId old, int aru) {
        return peers.commit(previous, peers.ring(1, ringSeq), self + 2, 3, ALL, old, aru);
    }

    private void secondPass(long ringSeq, RingId old, int aru) {
        hear(complete(ringSeq, old, aru));
        check(State.RECOVERY);
    }

    void rotateUntilOperational() {
        firstToken();
        for (int i = 0; i < 3; i++) {
            rotate();
        }
        check(State.OPERATIONAL);
    }

    /** The first token of the ring that is being formed is made by us, or reaches us for the first time. */
    void firstToken() {
        if (isRepresentative()) {
            // its number has grown by one a hop: one that has not is the first pass once more
            hear(peers.commit(previous, ring.ringId(), self + 5, 3, ALL, ring.ringId(), 0));
            rotate();
        } else {
            ByteBuffer token = peers.token(previous, ring.ringId(), self - 2, 0);
            TokenView v = new TokenView(dialect).wrap(token);
            v.aru(-1);
            v.aruNode(1);
            hear(token);
        }
    }

    /** The token that we sent last, when it has been to all others and comes back. */
    ByteBuffer returning(Consumer<TokenView> change) {
        return peers.token(out.lastToken, previous, 2, v -> {
            if (v.aruNode() == 1 && !isRepresentative()) {
                v.aru(v.seq());
                v.aruNode(0);
            }
            change.accept(v);
        });
    }

    void rotate() {
        hear(returning(v -> {
        }));
    }

    /** The token has been round so often that the others are operational for sure. */
    Seat settled() {
        rotate();
        rotate();
        forget();
        return this;
    }

    /** The ring stays idle until the token is held, or should be by now. */
    String hold() {
        byte[] before;
        int visits = 0;
        do {
            before = out.lastToken;
            rotate();
        } while (isRepresentative() ? out.lastToken != before : ++visits <= 31);
        forget();
        return seen();
    }

    /** A recovery in which somebody always has something left to send, until the token is held. */
    String recoverUntilHeld() {
        firstToken();
        for (int i = 0; i < 32; i++) {
            hear(returning(v -> v.retransmitFlag(1)));
        }
        check(State.RECOVERY);
        forget();
        return seen();
    }

    /** While the token is held, somebody makes the ring gather. */
    String gatherWhileHeld() {
        hear(peers.leave(3, FIRST_SEQ, List.of(1, 2)));
        Seat held = new Seat(dialect, self).reach(Situation.HELD);
        held.hear(peers.mergeDetect(STRANGER, foreign()));
        return held.pass(700);
    }

    /** A seat in the same situation that is not the representative's: some things never happen to that one. */
    Seat member() {
        return isRepresentative() ? new Seat(dialect, 2).reach(reached) : this;
    }

    /** All agree, but no commit token comes, until the consensus timer is over. */
    String agreedWithoutCommit() {
        ALL.forEach(id -> hear(peers.join(id, FIRST_SEQ, ALL, List.of())));
        return pass(1200);
    }

    String committed() {
        commit();
        return seen();
    }

    String committedAgain() {
        agree(SECOND_SEQ);
        hearCommit(SECOND_SEQ + 4, first(), 0);
        return seen();
    }

    String firstTokenSeen() {
        firstToken();
        return seen();
    }

    String interfaceUp() {
        ring.onInterface(0, TestNet.address(self), true, nowNs);
        return seen();
    }

    /** The first link goes down before it was up, then another one comes up. */
    String otherInterface() {
        ring.onInterface(0, TestNet.address(self), false, nowNs);
        ring.onInterface(1, TestNet.address(self), true, nowNs);
        return seen();
    }

    String offer(String text) {
        ring.offer(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
        return seen();
    }

    /** Our part of the synchronisation is over, then that of all; in between something else is offered. */
    String synchronised(String text) {
        ring.syncSent();
        rotate();
        offer(text);
        rotate();
        String seen = seen();
        ring.syncComplete(nowNs);
        return seen + "complete\n" + seen();
    }

    private void check(State state) {
        if (ring.state() != state) {
            throw new AssertionError(ring.state() + " instead of " + state + ": " + out.log);
        }
    }

    void hear(ByteBuffer packet) {
        ring.onPacket(0, packet, false, nowNs);
    }

    /** Forgets what has been seen. */
    void forget() {
        out.log.clear();
        for (RingCounter c : RingCounter.values()) {
            counted[c.ordinal()] = ring.counter(c);
        }
    }

    /** Everything that a packet makes the ring do. */
    String on(ByteBuffer packet) {
        hear(packet);
        return seen();
    }

    /** Everything that happens while so much time passes, each timer at its time. */
    String pass(long ms) {
        long end = nowNs + ms * RingConfig.MS;
        while (ring.nextDeadlineNs() <= end) {
            nowNs = Math.max(nowNs, ring.nextDeadlineNs());
            ring.onDeadline(nowNs);
        }
        nowNs = end;
        return seen();
    }

    String seen() {
        StringBuilder text = new StringBuilder();
        text.append(SeatText.lines(out.log));
        String counters = "";
        for (RingCounter c : RingCounter.values()) {
            long change = ring.counter(c) - counted[c.ordinal()];
            if (change != 0) {
                counters += " " + c.key() + (change == 1 ? "" : "*" + change);
            }
        }
        if (!counters.isEmpty()) {
            text.append("counts").append(counters).append('\n');
        }
        long due = ring.nextDeadlineNs();
        text.append("next ").append(due == Long.MAX_VALUE ? "never" : (due - nowNs) / RingConfig.MS).append('\n');
        forget();
        return text.toString();
    }

    /** The representative does this, and so does another member: SELF and NEXT stand for the node and its successor. */
    void does(List<String> seen, String asAll) {
        does(seen, asAll, asAll);
    }

    void does(List<String> seen, String asRepresentative, String asMember) {
        String expected = isRepresentative() ? asRepresentative : asMember;
        assertEquals(expected.replace("SELF", "" + self).replace("NEXT", "" + next), String.join("--\n", seen));
    }

    @Override
    public String toString() {
        return dialect + (isRepresentative() ? " as representative" : " as member");
    }
}
