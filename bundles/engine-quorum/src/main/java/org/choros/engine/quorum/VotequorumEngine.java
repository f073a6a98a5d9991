package org.choros.engine.quorum;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

import org.choros.spi.cmap.IcMap;
import org.choros.spi.cmap.MapListener;
import org.choros.spi.cmap.MapValue;
import org.choros.spi.cmap.ValueType;
import org.choros.spi.engine.ClientSession;
import org.choros.spi.engine.EngineContext;
import org.choros.spi.engine.EngineException;
import org.choros.spi.engine.ExpectedVotesStore;
import org.choros.spi.engine.Membership;
import org.choros.spi.engine.QuorumState;
import org.choros.spi.engine.RingIdentity;
import org.choros.spi.engine.ServiceEngine;
import org.choros.spi.log.LogLevel;
import org.choros.wire.exec.VoteDeviceRegister;
import org.choros.wire.exec.VoteDeviceRename;
import org.choros.wire.exec.VoteNodeInfo;
import org.choros.wire.exec.VoteReconfigure;

/** The quorum provider that counts votes: exchanges them with the other nodes and tells who is quorate. */
final class VotequorumEngine implements ServiceEngine, Electorate.Output {
    static final String PROVIDER = "corosync_votequorum";
    private static final String VOTEQ = "VOTEQ";
    private static final String QUORUM = "QUORUM";
    private static final String RELOADING = "config.totemconfig_reload_in_progress";
    private static final String CANCEL = "quorum.cancel_wait_for_all";
    private static final int OK = 1;
    private static final long NS_PER_MS = 1_000_000;
    private static final String[] READ_ONLY = {"quorum.allow_downscale", "quorum.wait_for_all",
            "quorum.last_man_standing", "quorum.last_man_standing_window", "quorum.expected_votes_tracking",
            "quorum.auto_tie_breaker", "quorum.auto_tie_breaker_node"};

    private final EngineContext context;
    private final IcMap map;
    private final VoteSettings settings = new VoteSettings();
    private final Electorate electorate;
    private final VoteConfiguration configuration;
    private final VoteMulticast multicast;
    private final VoteClients clients;
    private final VoteDevice device;
    private final VoteRequests requests;
    private final List<IcMap.Tracking> trackings = new ArrayList<>();
    private RingIdentity ring = RingIdentity.NONE;
    private boolean primary;
    private boolean synchronising;
    private boolean toldState;
    private long standingNs = NO_DEADLINE;
    private long nowNs;
    private long malformed;
    private String explained = "";

    VotequorumEngine(EngineContext context) {
        this.context = context;
        map = context.map();
        electorate = new Electorate(context.localNodeId(), settings, context.dialect(), this);
        configuration = new VoteConfiguration(map, context.dialect(), settings, electorate, this);
        multicast = new VoteMulticast(context);
        clients = new VoteClients(electorate);
        device = new VoteDevice(this, settings, electorate);
        requests = new VoteRequests(this, settings, electorate, clients, device);
    }

    @Override
    public void start(long now) throws EngineException {
        nowNs = now;
        context.log(LogLevel.NOTICE, QUORUM, "Using quorum provider " + PROVIDER);
        publish("runtime.votequorum.this_node_id", MapValue.u32(context.localNodeId()));
        configuration.readAtStart(context.ability(ExpectedVotesStore.class).map(ExpectedVotesStore::load).orElse(0L));
        context.quorumDecided(new QuorumState(false, ring, electorate.members().clone(), true));
        electorate.recalculate(false, false, false);
        for (String key : READ_ONLY) {
            map.protect(key, false);
        }
        MapListener changed = this::configurationChanged;
        trackings.add(map.track(RELOADING, IcMap.ADD | IcMap.MODIFY, changed));
        trackings.add(map.track("nodelist.", IcMap.ADD | IcMap.MODIFY | IcMap.DELETE | IcMap.PREFIX, changed));
        trackings.add(map.track("quorum.", IcMap.ADD | IcMap.MODIFY | IcMap.DELETE | IcMap.PREFIX, changed));
        tellOurs();
    }

    @Override
    public void stop(long now) {
        nowNs = now;
        if (settings.allowDownscale) {
            electorate.us().mark(VoteNodeInfo.LEAVING, true);
            tellOurs();
        }
        for (IcMap.Tracking t : trackings) {
            t.close();
        }
        trackings.clear();
        for (String key : READ_ONLY) {
            map.release(key, false);
        }
    }

    private void configurationChanged(int event, String key, MapValue value, MapValue old) {
        if (map.getExact(RELOADING, ValueType.UINT8, 0) != 0) {
            return;
        }
        if (key.equals(RELOADING) && map.getExact("config.reload_status", ValueType.INT32, OK) != OK) {
            return;
        }
        if (key.equals(CANCEL) && map.getExact(CANCEL, ValueType.UINT8, 0) >= 1) {
            map.put(CANCEL, MapValue.u8(0));
            multicast.send(new VoteReconfigure(electorate.us().id, 0, VoteReconfigure.CANCEL_WAIT_FOR_ALL), nowNs);
            return;
        }
        VoteNode us = electorate.us();
        long votes = us.votes;
        long expected = us.expected;
        configuration.readAgain();
        tellOurs();
        tellDevice();
        if (us.votes != votes) {
            multicast.send(new VoteReconfigure(us.id, (int) us.votes, VoteReconfigure.NODE_VOTES), nowNs);
        }
        if (us.expected != expected) {
            multicast.send(new VoteReconfigure(us.id, (int) us.expected, VoteReconfigure.EXPECTED_VOTES), nowNs);
        }
    }

    /** Tells all members our votes and flags. */
    void tellOurs() {
        VoteNode us = electorate.us();
        multicast.send(new VoteNodeInfo(us.id, (int) us.votes, (int) us.expected, us.flags), nowNs);
    }

    /** Tells all members the votes of the device. */
    void tellDevice() {
        VoteNode d = electorate.device();
        multicast.send(new VoteNodeInfo(d.id, (int) d.votes, (int) d.expected, d.flags), nowNs);
    }

    VoteMulticast multicast() {
        return multicast;
    }

    RingIdentity ring() {
        return ring;
    }

    long nowNs() {
        return nowNs;
    }

    @Override
    public void onMessage(int function, int sender, ByteBuffer message, long now) {
        nowNs = now;
        boolean understood = switch (function) {
            case VoteNodeInfo.FUNCTION -> onNodeInfo(VoteNodeInfo.decode(message), sender);
            case VoteReconfigure.FUNCTION -> onReconfigure(VoteReconfigure.decode(message));
            case VoteDeviceRegister.FUNCTION -> device.onRegister(VoteDeviceRegister.decode(message), sender);
            case VoteDeviceRename.FUNCTION -> device.onRename(VoteDeviceRename.decode(message));
            default -> false;
        };
        if (!understood) {
            malformed++;
            // one line each time the number doubles: a broken sender cannot fill the log
            if (Long.bitCount(malformed) == 1) {
                log(LogLevel.WARNING, "Discarding malformed message from node " + Integer.toUnsignedString(sender)
                        + " (" + malformed + " so far)");
            }
        }
    }

    private boolean onNodeInfo(VoteNodeInfo info, int sender) {
        if (info == null) {
            return false;
        }
        VoteNode node = electorate.find(info.nodeId());
        boolean fresh = node == null;
        if (fresh) {
            node = electorate.add(info.nodeId());
            if (node == null) {
                return false;
            }
        }
        long votes = node.votes;
        long expected = node.expected;
        int flags = node.flags;
        NodeState state = node.state;
        boolean leaving = false;
        boolean allowDecrease = false;
        if (node.id == Electorate.DEVICE) {
            takeDeviceVotes(info, sender);
        } else {
            allowDecrease = takeNodeInfo(node, info);
            leaving = node.state == NodeState.LEAVING;
        }
        if (fresh || node == electorate.us() || node.has(VoteNodeInfo.FIRST) || votes != node.votes
                || expected != node.expected || flags != node.flags || state != node.state) {
            electorate.recalculate(allowDecrease, leaving, synchronising);
        }
        if (settings.waitForAll && !node.has(VoteNodeInfo.WAIT_FOR_ALL) && node.has(VoteNodeInfo.QUORATE)) {
            electorate.waitForAll(false);
        }
        return true;
    }

    private void takeDeviceVotes(VoteNodeInfo info, int sender) {
        VoteNode d = electorate.device();
        VoteNode from = electorate.find(sender);
        long told = info.votes() & 0xFFFF_FFFFL;
        boolean theyKnow = !electorate.quorate() && from != null && from.has(VoteNodeInfo.QUORATE);
        d.votes = theyKnow ? told : Math.max(d.votes, told);
    }

    // whether quorum may sink
    private boolean takeNodeInfo(VoteNode node, VoteNodeInfo info) {
        long told = info.expectedVotes() & 0xFFFF_FFFFL;
        node.flags = info.flags();
        node.votes = info.votes() & 0xFFFF_FFFFL;
        node.state = node.has(VoteNodeInfo.LEAVING) ? NodeState.LEAVING : NodeState.MEMBER;
        boolean allowDecrease = node.state == NodeState.LEAVING;
        if (!electorate.quorate() && node.has(VoteNodeInfo.QUORATE)) {
            allowDecrease = true;
            electorate.us().expected = told;
        }
        node.expected = node.has(VoteNodeInfo.QUORATE) || settings.tracking ? told : electorate.us().expected;
        if (settings.lastManStanding && node.votes > 1) {
            log(LogLevel.WARNING, "Last Man Standing feature is supported only when all"
                    + "cluster nodes votes are set to 1. Disabling LMS.");
            settings.lastManStanding = false;
            standingNs = NO_DEADLINE;
        }
        return allowDecrease;
    }

    private boolean onReconfigure(VoteReconfigure change) {
        if (change == null) {
            return false;
        }
        long value = change.value() & 0xFFFF_FFFFL;
        switch (change.parameter()) {
            case VoteReconfigure.EXPECTED_VOTES -> {
                electorate.expectOfMembers(value);
                clients.tellExpectedVotes();
                electorate.barrier(value);
                if (settings.tracking) {
                    electorate.us().expected = Math.max(electorate.us().expected, electorate.trackingBarrier());
                }
                electorate.recalculate(true, false, synchronising);
            }
            case VoteReconfigure.NODE_VOTES -> {
                VoteNode node = electorate.find(change.nodeId());
                if (node != null) {
                    node.votes = value;
                    electorate.recalculate(true, false, synchronising);
                }
            }
            default -> {
                electorate.waitForAll(false);
                log(LogLevel.INFO, "wait_for_all_status reset by user on node "
                        + Integer.toUnsignedString(change.nodeId()) + ".");
                electorate.recalculate(false, false, synchronising);
            }
        }
        return true;
    }

    @Override
    public void syncInit(Membership change, long now) {
        nowNs = now;
        synchronising = true;
        toldState = false;
        int count = change.members().length;
        if (count > 1) {
            electorate.us().mark(VoteNodeInfo.FIRST, false);
        }
        boolean left = electorate.membership(change.members());
        if (settings.lastManStanding && (count >= electorate.quorum() && left
                || count <= electorate.quorum() && settings.tieBreaker != TieBreaker.NONE
                        && electorate.lowestIsHere())) {
            standingNs = now + settings.windowMs * NS_PER_MS;
        }
        ring = change.ring();
        device.syncInit(now);
    }

    @Override
    public boolean syncProcess(long now) {
        nowNs = now;
        if (!toldState) {
            toldState = true;
            tellOurs();
            tellDevice();
            device.tellName();
            clients.tellNodeList(ring);
        }
        return multicast.flush(now) && !device.awaited();
    }

    @Override
    public void syncActivate(long now) {
        nowNs = now;
        electorate.recalculate(false, false, true);
        quorateChanged();
        synchronising = false;
    }

    @Override
    public long nextDeadlineNs() {
        return Math.min(standingNs, Math.min(device.nextDeadlineNs(), multicast.nextDeadlineNs()));
    }

    @Override
    public void onDeadline(long now) {
        nowNs = now;
        if (multicast.nextDeadlineNs() <= now) {
            multicast.flush(now);
        }
        if (device.nextDeadlineNs() <= now) {
            device.onDeadline();
        }
        if (standingNs <= now) {
            standingNs = NO_DEADLINE;
            if (electorate.quorate()) {
                electorate.recalculate(true, true, synchronising);
            }
        }
    }

    @Override
    public int requests() {
        return VoteRequests.COUNT;
    }

    @Override
    public void onRequest(ClientSession session, int request, ByteBuffer message, long now) {
        nowNs = now;
        requests.on(session, message);
    }

    @Override
    public void onDisconnect(ClientSession session, long now) {
        nowNs = now;
        clients.forget(session);
        device.forget(session);
    }

    @Override
    public void log(LogLevel level, String text) {
        context.log(level, VOTEQ, text);
    }

    @Override
    public void publish(String key, MapValue value) {
        map.put(key, value);
    }

    @Override
    public void expectedVotesChanged() {
        clients.tellExpectedVotes();
    }

    @Override
    public void quorateChanged() {
        boolean now = electorate.quorate();
        if (now && !primary) {
            context.log(LogLevel.NOTICE, QUORUM,
                    "This node is within the primary component and will provide service.");
        } else if (!now && primary) {
            context.log(LogLevel.NOTICE, QUORUM,
                    "This node is within the non-primary component and will NOT provide any services.");
        }
        primary = now;
        explain();
        for (String line : MemberLines.of("Members", electorate.members())) {
            context.log(LogLevel.NOTICE, QUORUM, line);
        }
        context.quorumDecided(new QuorumState(now, ring, electorate.members().clone(), true));
        clients.tellQuorum();
    }

    private void explain() {
        String text = electorate.verdict().text();
        if (!text.equals(explained)) {
            explained = text;
            log(LogLevel.INFO, text);
        }
    }

    @Override
    public void storeTrackingBarrier(long barrier) {
        context.ability(ExpectedVotesStore.class).ifPresent(store -> store.store(barrier));
    }
}
