package org.choros.itests.sim;

import java.lang.reflect.Field;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import org.choros.totem.ring.RingConfig;
import org.choros.totem.rrp.RedundancyConfig;
import org.choros.totem.rrp.RedundancyMode;
import org.choros.wire.totem.Dialect;

/**
 * What a run is like, as data. A new object is a quiet cluster of three: no fault, no load. {@link #draw} switches a
 * random part of everything on, so that extremes and quiet runs both occur. Probabilities are per packet and receiver.
 */
final class Options {
    /** How ties are broken. */
    enum Tie {
        /** Half of the votes is not enough. */
        NONE,
        /** Half with the lowest node is. */
        LOWEST,
        /** Half with node 1 is, whoever was there before. */
        NODE_1
    }

    static final long MS = RingConfig.MS;
    private static final int MTU_3 = 1410;
    private static final int MTU_2 = 1270;
    /** What a process group's message has besides its text, and a frame; and the frames that it may begin and end. */
    private static final int MESSAGE_HEADERS = 216;
    private static final int FRAME_HEADERS = 10;
    private static final int FRAMES_BESIDE = 3;
    private static final int SHORTEST = 32;
    private static final int LOCKING_NODES_MAX = 8;
    private static final Options QUIET = new Options();

    // --- the cluster
    Dialect dialect = Dialect.V3;
    int nodes = 3;
    /** Whether tokens wait until multicasts have been read, as over multicast UDP; else packets come as they came. */
    boolean flushes;
    /** One bit for each machine that sends big-endian packets. */
    long bigEndian;

    // --- redundant rings (dialect 2 only)
    RedundancyMode redundancy = RedundancyMode.NONE;
    long tokenExpiredMs;
    long autorecoveryMs = 1000;
    /** What one link loses more than the other. */
    double linkLoss0;
    double linkLoss1;

    // --- the ring
    long tokenMs = 300;
    long joinMs = 30;
    long mergeMs = 60;
    long sendJoinMs;
    int heartbeat;
    int window = 50;
    int maxMessages = 17;
    int queueFrames = 400;
    int startSeq;
    int netMtu;
    int failToReceiveVisits = 2500;
    int missCountVisits = 5;
    int seqUnchangedVisits = 30;
    boolean cancelHold;

    // --- the network
    long delayNs = MS / 5;
    double loss;
    double tokenLoss;
    double duplicate;
    double replay;
    double slow;
    long slowNs;
    /** Packets damaged on the way: what a check or the envelope refuses is all that arrives. */
    double flip;
    double garbage;
    /** Whether an envelope refuses whatever was changed on the way (dialect 2 only). */
    boolean authenticated;
    int socketBytes = 1 << 20;

    // --- the machines
    long storeNs = MS;
    double storeFailure;
    boolean staleDisks;
    boolean lostDisks;
    long serviceNs;
    boolean drift;

    // --- votes
    boolean waitForAll;
    boolean lastManStanding;
    boolean allowDownscale;
    boolean twoNode;
    boolean unevenVotes;
    Tie tie = Tie.NONE;

    // --- load
    /** Between two messages of a node; 0 for no load. */
    long messageGapNs;
    int messageLengthMax = 64;
    /** Between two requests of a client; 0 for no clients. */
    long requestGapNs;

    /** Process groups, members of them on each node, and how long each node's wait between two steps. */
    int groups;
    int members;
    long memberGapNs;
    /**
     * Bytes of a member's longest message, as much as an empty queue takes, and messages that it sends in one breath:
     * its node has to let what was taken wait for room. 0 for what always fits while clients are not held back.
     */
    int longMessages;
    int burst;

    // --- locks
    /** Clients of locks on each node, 0 for no lock service; how many locks there are; how long each node's wait. */
    int lockers;
    int lockNames;
    long lockGapNs;
    int leaseMs;
    /** How late the lock engine is told, as if on a thread of its own; 0 for on the ring thread. Not drawn. */
    long lockLateNs;

    // --- availability
    /** What is kept available; null for nothing. Only in runs of their own. */
    Upkeep upkeep;

    // --- faults
    /** Before the first one. */
    long quietNs;
    int faults;
    long faultGapNs = 100 * MS;
    double healedLoss;
    /** That a death is announced by a guardian; and that the network delivers more copies of it, any time later. */
    double guardian;
    double lateLeave;
    /** One bit for each machine that is dead from the healing on. */
    long leftDead;
    final Map<Fault.Kind, Integer> weights = new EnumMap<>(Fault.Kind.class);

    /**
     * @param r where chance comes from
     * @param large whether rings are to be large
     */
    static Options draw(Chance r, boolean large) {
        Options o = new Options();
        o.dialect = r.oneIn(2) ? Dialect.V2 : Dialect.V3;
        o.nodes = large ? 17 + r.below(48) : nodes(r);
        o.flushes = r.oneIn(2);
        o.bigEndian = r.oneIn(5) ? r.nextLong() : 0;
        o.drawRing(r, large);
        o.drawNetwork(r, large);
        o.drawMachines(r);
        o.drawVotes(r);
        o.drawLoad(r);
        o.drawGroups(r);
        o.drawFaults(r);
        Chance g = r.fork();
        o.guardian = g.oneIn(2) ? g.unit() : 0;
        o.lateLeave = g.oneIn(2) ? g.unit() : 0;
        o.drawLinks(g);
        if (o.nodes > 1 && g.oneIn(6)) {
            for (int dead = 1 + g.below(o.nodes - 1); dead > 0; dead--) {
                o.leftDead |= 1L << g.below(o.nodes - 1);
            }
        }
        o.drawLongMessages(g);
        o.drawLocks(g.fork());
        return o;
    }

    // Where it is off, nothing else is drawn differently. Where it is on, there is time: a cluster that starts grants
    // nothing for a lease, and what has to be kept when a node is lost has to be held before.
    private void drawLocks(Chance r) {
        if (nodes > LOCKING_NODES_MAX || !r.oneIn(12)) {
            return;
        }
        lockers = 1 + r.below(3);
        lockNames = 1 + r.below(3);
        lockGapNs = r.wide(2 * MS, 30 * MS);
        leaseMs = (int) (tokenMs + r.below(4 * (int) tokenMs));
        quietNs = r.oneIn(4) ? 0 : (3 * tokenMs + leaseMs * 9L / 8) * MS;
        faults = Math.min(faults, 8);
        faultGapNs = r.wide(tokenMs / 4, leaseMs + tokenMs) * MS;
        if (!r.oneIn(6)) {
            messageGapNs = 0;
            requestGapNs = 0;
            groups = 0;
        }
        for (Fault.Kind cut : List.of(Fault.Kind.CRASH, Fault.Kind.BOOT, Fault.Kind.ISOLATE, Fault.Kind.MEND)) {
            weights.merge(cut, r.below(5), Integer::sum);
        }
        if (!r.oneIn(3)) {
            // two partitions are quorate, or a ring number comes again, and nothing could be demanded of tokens
            weights.keySet().removeAll(List.of(Fault.Kind.VOTES, Fault.Kind.EXPECTED, Fault.Kind.RELOAD));
            lastManStanding = false;
            allowDownscale = false;
            twoNode = false;
            tie = tie == Tie.LOWEST ? Tie.NONE : tie;
            staleDisks = false;
            lostDisks = false;
            if (!r.oneIn(3)) {
                weights.remove(Fault.Kind.JUMP);
            }
        }
    }

    /** @return whether it may be demanded that tokens of locks only grow */
    boolean tokensGrow() {
        return onePartitionIsQuorate() && !staleDisks && !lostDisks;
    }

    /** @return whether it may be demanded that promises are kept: by clocks that do not jump */
    boolean promisesHold() {
        return tokensGrow() && !weights.containsKey(Fault.Kind.JUMP);
    }

    // small rings show most and cost least
    private static int nodes(Chance r) {
        return switch (r.below(16)) {
            case 0 -> 1;
            case 1, 2 -> 2;
            case 3, 4, 5, 6, 7 -> 3;
            case 8, 9, 10 -> 4;
            case 11, 12 -> 5;
            case 13 -> 6;
            case 14 -> 7 + r.below(3);
            default -> r.oneIn(3) ? 10 + r.below(7) : 3;
        };
    }

    private void drawRing(Chance r, boolean large) {
        tokenMs = large ? 800 + r.below(1000) : r.wide(100, 600);
        sendJoinMs = large || r.oneIn(5) ? 5 + r.below(20) : 0;
        heartbeat = r.oneIn(8) ? 1 + r.below(3) : 0;
        if (r.oneIn(3)) {
            window = 1 + r.below(60);
            maxMessages = 1 + r.below(20);
        }
        if (r.oneIn(3)) {
            queueFrames = r.oneIn(2) ? 16 + r.below(30) : 100 + r.below(400);
        }
        startSeq = switch (r.below(5)) {
            case 0 -> 0xFFFF_FFFF - r.below(0x200);
            case 1 -> 0x8000_0000 - r.below(0x40);
            case 2 -> 0x8000_FFFF - r.below(0x100);
            default -> 0;
        };
        netMtu = r.oneIn(4) ? 256 + r.below(200) : 0;
        failToReceiveVisits = r.oneIn(5) ? 20 + r.below(100) : 2500;
        missCountVisits = r.oneIn(4) ? 1 + r.below(8) : 5;
        seqUnchangedVisits = r.oneIn(4) ? 1 + r.below(60) : 30;
        cancelHold = r.oneIn(2);
    }

    private void drawNetwork(Chance r, boolean large) {
        // a rotation has to fit into the token timeout several times, and two joins must not fall into the same one:
        // the join that one who was left out sends again and again would end every ring on its way
        delayNs = Math.min(r.wide(large ? MS / 20 : MS / 5, large ? MS / 2 : 5 * MS), tokenMs * MS / (10 * nodes));
        switch (r.below(6)) {
            case 0 -> loss = r.unit() * 0.3;
            case 1, 2 -> loss = r.unit() * 0.05;
            default -> loss = 0;
        }
        if (large) {
            loss *= 0.2;
        }
        joinMs = Math.max(joinMs, nodes * 3 * delayNs / MS);
        tokenLoss = r.oneIn(5) ? r.unit() * 0.1 : loss;
        duplicate = r.oneIn(4) ? r.unit() * (r.oneIn(3) ? 0.5 : 0.05) : 0;
        replay = r.oneIn(5) ? r.unit() * (r.oneIn(3) ? 0.5 : 0.02) : 0;
        slow = r.oneIn(4) ? r.unit() * (r.oneIn(3) ? 0.5 : 0.05) : 0;
        slowNs = r.wide(MS, tokenMs * MS / 2);
        flip = r.oneIn(6) ? r.unit() * 0.05 : 0;
        garbage = r.oneIn(6) ? r.unit() * 0.05 : 0;
        authenticated = dialect == Dialect.V2 && r.oneIn(2);
        socketBytes = r.oneIn(4) ? 2_000 + r.below(30_000) : 1 << 20;
        // with a heartbeat each lost token is a lost ring
        healedLoss = r.oneIn(2) && heartbeat == 0 ? Math.min(0.02, loss) : 0;
    }

    private void drawMachines(Chance r) {
        storeNs = r.oneIn(3) ? r.between(0, tokenMs * MS / 3) : r.between(0, 5 * MS);
        storeFailure = r.oneIn(8) ? r.unit() * 0.05 : 0;
        staleDisks = r.oneIn(10);
        lostDisks = r.oneIn(10);
        serviceNs = r.oneIn(5) ? r.wide(MS / 20, 2 * MS) : 0;
        drift = r.oneIn(4);
    }

    private void drawVotes(Chance r) {
        waitForAll = r.oneIn(4);
        switch (r.below(8)) {
            case 0 -> tie = nodes % 2 == 0 ? Tie.LOWEST : Tie.NONE;
            case 1 -> tie = nodes % 2 == 0 ? Tie.NODE_1 : Tie.NONE;
            case 2 -> {
                lastManStanding = true;
                waitForAll = true;
            }
            case 3 -> allowDownscale = true;
            case 4 -> twoNode = nodes == 2;
            case 5 -> unevenVotes = true;
            default -> {
            }
        }
    }

    private void drawLoad(Chance r) {
        if (!r.oneIn(6)) {
            messageGapNs = r.wide(2 * MS, 60 * MS) * Math.max(1, nodes / 3);
            // the node takes what fits into a quarter of its queue: clients are held back at three quarters
            int mtu = netMtu == 0 ? MTU_2 : netMtu;
            int whole = (queueFrames / 4 - FRAMES_BESIDE) * (mtu - FRAME_HEADERS) - MESSAGE_HEADERS;
            int room = Math.min(queueFrames * mtu / 6, Math.max(SHORTEST, whole));
            messageLengthMax = Math.min(r.oneIn(8) ? 1 << 17 : 1 << 5 + r.below(9), room);
        }
        requestGapNs = r.oneIn(2) ? r.wide(5 * MS, 100 * MS) * Math.max(1, nodes / 3) : 0;
    }

    private void drawGroups(Chance r) {
        if (r.oneIn(2)) {
            groups = 1 + r.below(3);
            members = 1 + r.below(3);
            memberGapNs = r.wide(3 * MS, 60 * MS) * Math.max(1, nodes / 3);
        }
    }

    private void drawFaults(Chance r) {
        faults = r.oneIn(12) ? 0 : 1 + r.below(r.oneIn(4) ? 24 : 8);
        faultGapNs = r.wide(5, r.oneIn(3) ? 100 : 3 * tokenMs) * MS;
        for (Fault.Kind kind : Fault.Kind.values()) {
            boolean ofLinks = kind == Fault.Kind.LINK_DEAD || kind == Fault.Kind.LINK_MEND;
            if (!ofLinks && r.oneIn(2)) {
                weights.put(kind, 1 + r.below(4));
            }
        }
    }

    private void drawLinks(Chance r) {
        if (dialect != Dialect.V2 || r.oneIn(2)) {
            return;
        }
        redundancy = r.oneIn(2) ? RedundancyMode.PASSIVE : RedundancyMode.ACTIVE;
        tokenExpiredMs = r.oneIn(2) ? 0 : r.wide(1, Math.max(1, tokenMs / 5));
        autorecoveryMs = r.wide(20, 1000);
        if (r.oneIn(3)) {
            linkLoss0 = r.oneIn(2) ? r.unit() * 0.5 : 0;
            linkLoss1 = linkLoss0 == 0 ? r.unit() * 0.5 : 0;
        }
        weights.put(Fault.Kind.LINK_DEAD, r.below(6));
        weights.put(Fault.Kind.LINK_MEND, r.below(4));
    }

    private void drawLongMessages(Chance r) {
        if (groups == 0 || r.oneIn(2)) {
            return;
        }
        int mtu = netMtu != 0 ? netMtu : dialect == Dialect.V3 ? MTU_3 : MTU_2;
        longMessages = Math.min(1 << 20, (queueFrames - FRAMES_BESIDE) * (mtu - FRAME_HEADERS)) - MESSAGE_HEADERS;
        burst = 1 + r.below(8);
    }

    /** @return how packets are spread */
    RedundancyConfig redundancy() {
        return redundancy == RedundancyMode.NONE
                ? RedundancyConfig.NONE
                : new RedundancyConfig(redundancy, 2, 2000 * MS, 10, 100,
                        tokenExpiredMs == 0 ? (long) (tokenMs / 4.2 * MS) : tokenExpiredMs * MS, autorecoveryMs * MS);
    }

    /** @return whether somebody may change votes or expected votes while the cluster runs */
    boolean electorateChanges() {
        return weights.containsKey(Fault.Kind.VOTES) || weights.containsKey(Fault.Kind.EXPECTED)
                || weights.containsKey(Fault.Kind.RELOAD);
    }

    /** @return whether V7 may be demanded; see the README for why not otherwise */
    boolean onePartitionIsQuorate() {
        return !electorateChanges() && !lastManStanding && !allowDownscale && !twoNode && tie != Tie.LOWEST;
    }

    RingConfig ring(int nodeId, long seed) {
        int mtu = netMtu != 0 ? netMtu : dialect == Dialect.V3 ? MTU_3 : MTU_2;
        return RingConfig.builder(dialect, nodeId).tokenMs(tokenMs).joinMs(joinMs).mergeMs(mergeMs)
                .sendJoinMs(sendJoinMs).heartbeat(heartbeat, Math.max(10, rotationMs())).windowFrames(window)
                .maxMessages(maxMessages)
                .startSeq(startSeq).cancelHoldOnRetransmit(cancelHold).netMtu(mtu).queueFrames(queueFrames)
                .failToReceiveVisits(failToReceiveVisits).missCountVisits(missCountVisits)
                .seqUnchangedVisits(seqUnchangedVisits).seed(seed).build();
    }

    // What a heartbeat has to wait for besides a token that is held: with less it ends an idle ring.
    private long rotationMs() {
        return nodes * 2 * delayNs / MS + 1;
    }

    /** @return how long a write takes at most when all is well: a commit token waits for one on each node */
    long healedStoreNs() {
        return Math.min(storeNs, tokenMs * MS / (4 * nodes));
    }

    /**
     * Within this time after the last fault there has to be one ring, and every queue has to be empty: 60 token
     * timeouts and 20 s to form it, and the rotations that full queues need to drain, three times for what is lost.
     */
    long convergenceNs() {
        long rotationNs = nodes * (2 * delayNs + serviceNs);
        long framesOfRotation = Math.min(window, (long) nodes * maxMessages);
        // those who wait for locks may wait for leases: of a grace, of who was lost, of a promise
        long leasesNs = lockers == 0 ? 0 : 4L * leaseMs * MS;
        return (60 * tokenMs + 20_000) * MS + 3 * ((long) nodes * queueFrames / framesOfRotation + 1) * rotationNs
                + leasesNs + (upkeep == null ? 0 : upkeep.settlingNs());
    }

    /** Only what differs from a quiet cluster. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (Field f : Options.class.getDeclaredFields()) {
            if (java.lang.reflect.Modifier.isStatic(f.getModifiers())) {
                continue;
            }
            try {
                Object value = f.get(this);
                boolean named = f.getName().equals("dialect") || f.getName().equals("nodes");
                if (named || !Objects.equals(value, f.get(QUIET))) {
                    text.append(text.length() == 0 ? "" : " ").append(f.getName()).append('=').append(value);
                }
            } catch (IllegalAccessException e) {
                throw new IllegalStateException(e);
            }
        }
        return text.toString();
    }
}
