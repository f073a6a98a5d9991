package org.choros.engine.quorum;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

import org.choros.spi.cmap.IcMap;
import org.choros.spi.engine.RingIdentity;
import org.choros.spi.engine.ServiceEngine;
import org.choros.wire.exec.ExecMessage;
import org.choros.wire.exec.VoteDeviceRegister;
import org.choros.wire.exec.VoteDeviceRename;
import org.choros.wire.exec.VoteNodeInfo;
import org.choros.wire.exec.VoteReconfigure;

/**
 * Votequorum of one node once more, from its rules alone (ipc 3.6): what it knows, what it sends, what it tells its
 * clients. It shares nothing with the engine but the messages; numbers are plain, every rule is as near to its
 * sentence as can be.
 */
final class RuleModel {
    static final long NEVER = ServiceEngine.NO_DEADLINE;
    private static final long MS = 1_000_000;
    private static final long U32 = 0xFFFF_FFFFL;
    private static final int QUORATE = 1;
    private static final int LEAVING = 2;
    private static final int WAITS = 4;
    private static final int FIRST = 8;
    private static final int REGISTERED = 16;
    private static final int ALIVE = 32;
    private static final int CASTS = 64;
    private static final int MASTER = 128;

    /** What is known of a node. */
    static final class Voter {
        int state;
        long votes;
        long expected;
        int flags;

        boolean member() {
            return state == 1;
        }

        boolean has(int flag) {
            return (flags & flag) == flag;
        }

        void set(int flag, boolean on) {
            flags = on ? flags | flag : flags & ~flag;
        }

        @Override
        public String toString() {
            return "state " + state + " votes " + votes + " expected " + expected + " flags " + flags;
        }
    }

    final RuleSettings settings;
    final NavigableMap<Integer, Voter> voters = new TreeMap<>();
    final List<ExecMessage> sent = new ArrayList<>();
    final List<String> told = new ArrayList<>();
    final Voter us = new Voter();
    final int me;
    long deviceVotes;
    String deviceName = "";
    Object registering;
    int registered;
    long quorum;
    boolean quorate;
    boolean waits;
    long barrier;
    long tracked;
    String verdict = "";
    private int low = -1;
    private int high = -1;
    private List<Integer> now = List.of();
    private List<Integer> before = List.of();
    private RingIdentity ring = RingIdentity.NONE;
    private boolean synchronising;
    private boolean toldOurs;
    private boolean awaitsPoll;
    private long windowNs = NEVER;
    private long deviceNs = NEVER;
    private boolean cancelling;

    RuleModel(int me, int dialect, IcMap map, long stored) {
        this.me = me;
        settings = new RuleSettings(this, dialect, map);
        us.state = 1;
        us.votes = 1;
        us.set(FIRST, true);
        voters.put(me, us);
        settings.read(false, stored);
        recalculate(false, false);
        tellOurs();
        told.clear();
    }

    void waitForAll(boolean on) {
        waits = on;
        us.set(WAITS, on);
    }

    boolean deviceIsRegistered() {
        return us.has(REGISTERED);
    }

    private List<Voter> members() {
        return voters.values().stream().filter(Voter::member).toList();
    }

    long memberVotes() {
        return members().stream().mapToLong(v -> v.votes).sum() & U32;
    }

    private long castByDevice() {
        return us.has(CASTS) ? deviceVotes : 0;
    }

    long highestExpected() {
        return members().stream().mapToLong(v -> v.expected).max().orElse(0);
    }

    private long calculate(boolean allowDecrease, long maxExpected, boolean downscale) {
        long most = downscale && allowDecrease && maxExpected != 0 ? Math.max(barrier, maxExpected) : maxExpected;
        long highest = most != 0 ? most : highestExpected();
        long total = memberVotes() + castByDevice() & U32;
        long q = Math.max((highest + 2 & U32) / 2, (total + 2 & U32) / 2);
        q = allowDecrease ? q : Math.max(q, quorum);
        int voting = members().size() + (us.has(CASTS) ? 1 : 0);
        return settings.twoNode && voting <= 2 ? 1 : q;
    }

    private void recalculate(boolean allowDecrease, boolean byCurrentNodes) {
        long possible = memberVotes() + deviceVotes & U32;
        long nodes = members().size() + (deviceVotes != 0 ? 1 : 0);
        if (possible > us.expected) {
            us.expected = possible;
            told.add("expected " + possible);
        }
        if (settings.tracking) {
            tracked = Math.max(tracked, us.expected);
        }
        quorum = calculate(allowDecrease, byCurrentNodes ? nodes : 0, settings.downscale) % 256;
        if (byCurrentNodes) {
            setExpected(nodes);
        }
        decide(memberVotes() + castByDevice() & U32);
    }

    private void setExpected(long expected) {
        if (expected != 0) {
            members().forEach(v -> v.expected = expected);
        }
    }

    private void decide(long total) {
        if (settings.waitForAll && waits) {
            if (total != us.expected) {
                explain(us.expected, us.expected, "; waits for all");
                return;
            }
            waitForAll(false);
        }
        boolean was = quorate;
        boolean byVotes = total >= quorum;
        boolean tie = false;
        boolean master = false;
        if (byVotes) {
            low = voters.entrySet().stream().filter(e -> e.getValue().member()).mapToInt(e -> e.getKey()).min()
                    .orElse(me);
            high = voters.entrySet().stream().filter(e -> e.getValue().member()).mapToInt(e -> e.getKey()).max()
                    .orElse(me);
            // a node that leaves is no member, but still knows itself
            low = Math.min(low, me);
            high = Math.max(high, me);
        } else {
            tie = settings.tieBreaker != 0 && total == us.expected / 2 && before.size() - now.size() < quorum
                    && breaksTies();
            master = settings.masterWins && members().stream().anyMatch(v -> v.has(MASTER | CASTS));
        }
        quorate = byVotes || tie || master;
        us.set(QUORATE, quorate);
        if (settings.waitForAll) {
            waitForAll(!quorate);
        }
        explain(highestExpected(), quorum, tie ? "; tie broken" : master ? "; the quorum device is with us" : "");
        if (quorate != was && !synchronising) {
            tellQuorum();
        }
    }

    private void explain(long expected, long needed, String why) {
        verdict = (quorate ? "quorate" : "not quorate") + ": expected " + expected + ", have " + memberVotes()
                + (us.has(REGISTERED) ? " + device " + castByDevice() : "") + ", need " + needed + why;
    }

    private boolean breaksTies() {
        return switch (settings.tieBreaker) {
            case 1 -> isMember(low);
            case 2 -> isMember(high);
            default -> settings.tieBreakers.stream().filter(id -> now.contains(id) || before.contains(id)).findFirst()
                    .map(now::contains).orElse(false);
        };
    }

    private boolean isMember(int id) {
        return voters.containsKey(id) && voters.get(id).member();
    }

    private void tellQuorum() {
        NavigableMap<Integer, Integer> nodes = new TreeMap<>();
        voters.forEach((id, v) -> nodes.put(id, v.state));
        if (us.has(REGISTERED)) {
            nodes.put(0, 0);
        }
        told.add("quorum " + quorate + " " + nodes);
    }

    private void tellOurs() {
        sent.add(new VoteNodeInfo(me, (int) us.votes, (int) us.expected, us.flags));
    }

    private void tellDevice() {
        sent.add(new VoteNodeInfo(0, (int) deviceVotes, 0, 0));
    }

    void stop() {
        if (settings.downscale) {
            us.set(LEAVING, true);
            tellOurs();
        }
    }

    void syncInit(int[] members, RingIdentity newRing, long nowNs) {
        synchronising = true;
        toldOurs = false;
        awaitsPoll = false;
        if (members.length > 1) {
            us.set(FIRST, false);
        }
        List<Integer> next = Arrays.stream(members).boxed().toList();
        List<Integer> gone = now.stream().filter(id -> !next.contains(id)).toList();
        gone.stream().filter(voters::containsKey).forEach(id -> voters.get(id).state = 2);
        if (settings.lastManStanding && (next.size() >= quorum && !gone.isEmpty()
                || next.size() <= quorum && settings.tieBreaker != 0 && isMember(low))) {
            windowNs = nowNs + settings.windowMs * MS;
        }
        before = now;
        now = next;
        ring = newRing;
        if (us.has(REGISTERED | ALIVE)) {
            deviceNs = nowNs + settings.deviceSyncMs * MS;
            awaitsPoll = true;
        }
    }

    boolean syncProcess() {
        if (!toldOurs) {
            toldOurs = true;
            tellOurs();
            tellDevice();
            if (!deviceName.isEmpty()) {
                sent.add(new VoteDeviceRegister(true, deviceName));
            }
            told.add("nodes " + ring + " " + now);
        }
        return !awaitsPoll;
    }

    void syncActivate() {
        recalculate(false, false);
        tellQuorum();
        synchronising = false;
    }

    void onMessage(ExecMessage message, int sender) {
        if (message instanceof VoteNodeInfo info) {
            onNodeInfo(info, sender);
        } else if (message instanceof VoteReconfigure change) {
            onReconfigure(change);
        } else if (message instanceof VoteDeviceRegister register) {
            onRegister(register, sender);
        } else if (message instanceof VoteDeviceRename rename && rename.oldName().equals(deviceName)) {
            deviceName = rename.newName();
        }
    }

    private void onNodeInfo(VoteNodeInfo info, int sender) {
        long votes = info.votes() & U32;
        if (info.nodeId() == 0) {
            boolean senderQuorate = voters.containsKey(sender) && voters.get(sender).has(QUORATE);
            long old = deviceVotes;
            deviceVotes = !quorate && senderQuorate ? votes : Math.max(deviceVotes, votes);
            if (deviceVotes != old) {
                recalculate(false, false);
            }
            return;
        }
        boolean fresh = !voters.containsKey(info.nodeId());
        Voter x = voters.computeIfAbsent(info.nodeId(), id -> new Voter());
        String old = x.toString();
        x.flags = info.flags();
        x.votes = votes;
        x.state = x.has(LEAVING) ? 3 : 1;
        boolean decrease = x.has(LEAVING);
        long expected = info.expectedVotes() & U32;
        if (!quorate && x.has(QUORATE)) {
            decrease = true;
            us.expected = expected;
        }
        x.expected = x.has(QUORATE) || settings.tracking ? expected : us.expected;
        if (settings.lastManStanding && x.votes > 1) {
            settings.lastManStanding = false;
            windowNs = NEVER;
        }
        if (fresh || x == us || x.has(FIRST) || !old.equals(x.toString())) {
            recalculate(decrease, x.has(LEAVING));
        }
        if (settings.waitForAll && !x.has(WAITS) && x.has(QUORATE)) {
            waitForAll(false);
        }
    }

    private void onReconfigure(VoteReconfigure change) {
        long value = change.value() & U32;
        if (change.parameter() == VoteReconfigure.EXPECTED_VOTES) {
            setExpected(value);
            told.add("expected " + us.expected);
            barrier = value;
            us.expected = settings.tracking ? Math.max(us.expected, tracked) : us.expected;
            recalculate(true, false);
        } else if (change.parameter() == VoteReconfigure.NODE_VOTES) {
            if (change.nodeId() == 0) {
                deviceVotes = value;
            } else if (voters.containsKey(change.nodeId())) {
                voters.get(change.nodeId()).votes = value;
            } else {
                return;
            }
            recalculate(true, false);
        } else {
            waitForAll(false);
            recalculate(false, false);
        }
    }

    private void onRegister(VoteDeviceRegister register, int sender) {
        registered = 0;
        if (!register.register()) {
            if (members().stream().noneMatch(v -> v.has(REGISTERED))) {
                deviceName = "";
            }
        } else if (sender != me) {
            deviceName = deviceName.isEmpty() ? register.name() : deviceName;
        } else if (!us.has(REGISTERED) && registering != null) {
            deviceName = deviceName.isEmpty() ? register.name() : deviceName;
            boolean ours = deviceName.equals(register.name());
            if (ours) {
                us.set(REGISTERED, true);
                tellDevice();
                tellOurs();
            }
            registered = ours ? 1 : 14;
        }
    }

    void onDeadline(long nowNs) {
        if (deviceNs <= nowNs) {
            deviceNs = NEVER;
            awaitsPoll = false;
            if (us.has(ALIVE)) {
                us.set(ALIVE | CASTS, false);
                tellOurs();
            }
        }
        if (windowNs <= nowNs) {
            windowNs = NEVER;
            if (quorate) {
                recalculate(true, true);
            }
        }
    }

    long nextDeadlineNs() {
        return Math.min(windowNs, deviceNs);
    }

    void onChange(String key, long value) {
        if (key.equals("quorum.cancel_wait_for_all") && value >= 1) {
            // the engine sets the key back to 0, which is a change, too
            cancelling = true;
            return;
        }
        long votes = us.votes;
        long expected = us.expected;
        settings.read(true, 0);
        tellOurs();
        tellDevice();
        if (us.votes != votes) {
            sent.add(new VoteReconfigure(me, (int) us.votes, VoteReconfigure.NODE_VOTES));
        }
        if (us.expected != expected) {
            sent.add(new VoteReconfigure(me, (int) us.expected, VoteReconfigure.EXPECTED_VOTES));
        }
        if (cancelling) {
            cancelling = false;
            sent.add(new VoteReconfigure(me, 0, VoteReconfigure.CANCEL_WAIT_FOR_ALL));
        }
    }

    int requestExpected(long value) {
        long total = memberVotes() + castByDevice() & U32;
        if (value < total || quorate && calculate(true, value, false) > total) {
            return 7;
        }
        setExpected(value);
        sent.add(new VoteReconfigure(me, (int) value, VoteReconfigure.EXPECTED_VOTES));
        return 1;
    }

    int requestVotes(int id, long value) {
        if (id != 0 && !voters.containsKey(id)) {
            return 17;
        }
        long old = id == 0 ? deviceVotes : voters.get(id).votes;
        putVotes(id, value);
        long total = memberVotes() + castByDevice() & U32;
        long needed = calculate(true, 0, settings.downscale);
        if (needed < total / 2 || needed > total) {
            putVotes(id, old);
            return 7;
        }
        sent.add(new VoteReconfigure(id, (int) value, VoteReconfigure.NODE_VOTES));
        return 1;
    }

    private void putVotes(int id, long value) {
        if (id == 0) {
            deviceVotes = value;
        } else {
            voters.get(id).votes = value;
        }
    }

    int requestRegister(Object session, String name) {
        if (!settings.deviceCanOperate) {
            return 11;
        }
        if (us.has(REGISTERED)) {
            return name.equals(deviceName) ? 1 : 14;
        }
        if (registering != null) {
            return 6;
        }
        registering = session;
        sent.add(new VoteDeviceRegister(true, name));
        return 0;
    }

    int requestUnregister(String name) {
        if (!us.has(REGISTERED) || !name.equals(deviceName)) {
            return us.has(REGISTERED) ? 7 : 12;
        }
        us.set(REGISTERED | ALIVE | CASTS | MASTER, false);
        deviceNs = NEVER;
        awaitsPoll = false;
        tellOurs();
        sent.add(new VoteDeviceRegister(false, name));
        return 1;
    }

    int requestRename(String oldName, String newName) {
        if (!us.has(REGISTERED) || !oldName.equals(deviceName)) {
            return us.has(REGISTERED) ? 7 : 12;
        }
        sent.add(new VoteDeviceRename(oldName, newName));
        return 1;
    }

    int requestPoll(String name, boolean vote, RingIdentity judged, long nowNs) {
        if (!settings.deviceCanOperate || !us.has(REGISTERED)) {
            return settings.deviceCanOperate ? 12 : 11;
        }
        if (!judged.equals(ring) || !name.equals(deviceName)) {
            return judged.equals(ring) ? 7 : 22;
        }
        int old = us.flags;
        us.set(ALIVE, true);
        us.set(CASTS, vote);
        if (us.flags != old) {
            tellOurs();
        }
        deviceNs = nowNs + settings.deviceMs * MS;
        awaitsPoll = false;
        return 1;
    }

    int requestMasterWins(String name, boolean allow) {
        if (!settings.deviceCanOperate) {
            return 11;
        }
        if (!us.has(REGISTERED) || !name.equals(deviceName)) {
            return us.has(REGISTERED) ? 7 : 12;
        }
        int old = us.flags;
        us.set(MASTER, allow);
        if (us.flags != old) {
            tellOurs();
        }
        settings.masterWins = allow;
        return 1;
    }

    /** The numbers of a getinfo for a node, or null when it is unknown. */
    List<Object> info(int asked) {
        Voter x = voters.get(asked == 0 ? me : asked);
        if (x == null) {
            return null;
        }
        int flags = (settings.twoNode ? 1 : 0) | (quorate ? 2 : 0) | (settings.waitForAll ? 4 : 0)
                | (settings.lastManStanding ? 8 : 0) | (settings.tieBreaker != 0 ? 16 : 0)
                | (settings.downscale ? 32 : 0) | (x.flags & (REGISTERED | ALIVE | CASTS | MASTER)) * 4;
        long total = memberVotes() + (x.has(CASTS) ? deviceVotes : 0);
        return List.of(asked == 0 ? me : asked, x.state, (int) x.votes, (int) x.expected, (int) highestExpected(),
                (int) total, (int) quorum, flags, (int) deviceVotes, deviceName);
    }

    /** What stands in {@code runtime.votequorum.*}. */
    String runtime() {
        return "barrier " + barrier + " tracked " + (settings.tracking ? tracked : -1) + " low " + low + " high " + high
                + " waits " + waits;
    }
}
