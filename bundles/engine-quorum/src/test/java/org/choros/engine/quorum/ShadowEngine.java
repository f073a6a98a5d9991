package org.choros.engine.quorum;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.choros.spi.cmap.IcMap;
import org.choros.spi.cmap.MapListener;
import org.choros.spi.cmap.ValueType;
import org.choros.spi.engine.ClientSession;
import org.choros.spi.engine.EngineException;
import org.choros.spi.engine.Membership;
import org.choros.spi.engine.RingIdentity;
import org.choros.spi.engine.ServiceEngine;
import org.choros.wire.exec.ExecMessage;
import org.choros.wire.exec.VoteDeviceRegister;
import org.choros.wire.exec.VoteDeviceRename;
import org.choros.wire.exec.VoteNodeInfo;
import org.choros.wire.exec.VoteReconfigure;
import org.choros.wire.ipc.IpcMessage;
import org.choros.wire.ipc.VoteQuorumReply;
import org.choros.wire.ipc.VoteQuorumRequest;

/**
 * The engine with its {@link RuleModel} beside it: both get the same calls, and after each they have to know, send,
 * answer and tell the same.
 */
final class ShadowEngine implements ServiceEngine {
    private static final String RELOADING = "config.totemconfig_reload_in_progress";
    private static final int CHANGES_ONLY = 4;
    private static final int UNKNOWN = 77;
    private static final Pattern VERDICT = Pattern.compile(
            "(not )?quorate: expected \\d+, have (\\d+)(?: \\+ device (\\d+))?, need (\\d+)(; .*)?");

    private final TestNode node;
    private final ServiceEngine engine;
    private final List<IcMap.Tracking> trackings = new ArrayList<>();
    private final FakeSession tracker = new FakeSession(-1);
    private final FakeSession asker = new FakeSession(-2);
    private RuleModel model;
    private int checks;

    ShadowEngine(TestNode node, ServiceEngine engine) {
        this.node = node;
        this.engine = engine;
    }

    /** @return how often both were compared */
    int checks() {
        return checks;
    }

    @Override
    public void start(long nowNs) throws EngineException {
        long stored = node.stored;
        engine.start(nowNs);
        model = new RuleModel(node.id, node.dialect, node.map, stored);
        MapListener changed = (event, key, value, old) -> {
            boolean failed = key.equals(RELOADING)
                    && node.map.getExact("config.reload_status", ValueType.INT32, 1) != 1;
            if (node.map.getExact(RELOADING, ValueType.UINT8, 0) == 0 && !failed) {
                model.onChange(key, node.map.getExact(key, ValueType.UINT8, 0));
            }
        };
        int all = IcMap.ADD | IcMap.MODIFY | IcMap.DELETE | IcMap.PREFIX;
        trackings.add(node.map.track("quorum.", all, changed));
        trackings.add(node.map.track("nodelist.", all, changed));
        trackings.add(node.map.track(RELOADING, IcMap.ADD | IcMap.MODIFY, changed));
        ask(tracker, new VoteQuorumRequest.TrackStart(1, CHANGES_ONLY), nowNs);
        check("start");
    }

    private void ask(FakeSession session, IpcMessage request, long nowNs) {
        ByteBuffer m = request.encode();
        engine.onRequest(session, IpcMessage.idOf(m), m, nowNs);
    }

    @Override
    public void stop(long nowNs) {
        trackings.forEach(IcMap.Tracking::close);
        engine.stop(nowNs);
        model.stop();
        check("stop");
    }

    @Override
    public void onMessage(int function, int sender, ByteBuffer message, long nowNs) {
        engine.onMessage(function, sender, message.duplicate().order(message.order()), nowNs);
        ExecMessage decoded = decode(function, message);
        if (decoded != null) {
            model.onMessage(decoded, sender);
        }
        if (decoded instanceof VoteDeviceRegister && model.registered != 0) {
            FakeSession session = (FakeSession) model.registering;
            assertEquals(model.registered, lastError(session), "node " + node.id + " registers");
            model.registering = null;
        }
        checkOutput(decoded);
    }

    static ExecMessage decode(int function, ByteBuffer message) {
        return switch (function) {
            case VoteNodeInfo.FUNCTION -> VoteNodeInfo.decode(message);
            case VoteReconfigure.FUNCTION -> VoteReconfigure.decode(message);
            case VoteDeviceRegister.FUNCTION -> VoteDeviceRegister.decode(message);
            case VoteDeviceRename.FUNCTION -> VoteDeviceRename.decode(message);
            default -> null;
        };
    }

    private static int lastError(FakeSession session) {
        return IpcMessage.errorOf(session.responses.get(session.responses.size() - 1));
    }

    @Override
    public void syncInit(Membership change, long nowNs) {
        engine.syncInit(change, nowNs);
        model.syncInit(change.members(), change.ring(), nowNs);
        check("sync init");
    }

    @Override
    public boolean syncProcess(long nowNs) {
        boolean done = engine.syncProcess(nowNs);
        assertTrue(model.syncProcess() == done || node.wasFull, "node " + node.id + " is ready");
        check("sync process");
        return done;
    }

    @Override
    public void syncActivate(long nowNs) {
        engine.syncActivate(nowNs);
        model.syncActivate();
        check("sync activate");
    }

    @Override
    public long nextDeadlineNs() {
        if (model != null && !node.wasFull) {
            assertEquals(model.nextDeadlineNs(), engine.nextDeadlineNs(), "deadline of node " + node.id);
        }
        return engine.nextDeadlineNs();
    }

    @Override
    public void onDeadline(long nowNs) {
        engine.onDeadline(nowNs);
        model.onDeadline(nowNs);
        check("deadline");
    }

    @Override
    public int requests() {
        return engine.requests();
    }

    @Override
    public void onRequest(ClientSession session, int request, ByteBuffer message, long nowNs) {
        engine.onRequest(session, request, message.duplicate().order(message.order()), nowNs);
        VoteQuorumRequest r = VoteQuorumRequest.decode(message);
        int error = 0;
        if (r instanceof VoteQuorumRequest.SetExpected e) {
            error = model.requestExpected(e.expectedVotes() & 0xFFFF_FFFFL);
        } else if (r instanceof VoteQuorumRequest.SetVotes v) {
            error = model.requestVotes(v.nodeId(), v.votes() & 0xFFFF_FFFFL);
        } else if (r instanceof VoteQuorumRequest.DeviceRegister d) {
            error = model.requestRegister(session, d.name());
        } else if (r instanceof VoteQuorumRequest.DeviceUnregister d) {
            error = model.requestUnregister(d.name());
        } else if (r instanceof VoteQuorumRequest.DeviceUpdate d) {
            error = model.requestRename(d.oldName(), d.newName());
        } else if (r instanceof VoteQuorumRequest.DevicePoll p) {
            RingIdentity ring = new RingIdentity(p.ringId().nodeId(), p.ringId().seq());
            error = model.requestPoll(p.name(), p.castVote(), ring, nowNs);
        } else if (r instanceof VoteQuorumRequest.DeviceMasterWins w) {
            error = model.requestMasterWins(w.name(), w.allow());
        }
        if (error != 0 && !node.wasFull) {
            assertEquals(error, lastError((FakeSession) session), "node " + node.id + " answers " + r);
        }
        check(r);
    }

    @Override
    public void onDisconnect(ClientSession session, long nowNs) {
        engine.onDisconnect(session, nowNs);
        if (model.registering == session) {
            model.registering = null;
        }
    }

    private void checkOutput(Object after) {
        if (node.wasFull) {
            // what waits for room is not part of the rules
            return;
        }
        Supplier<String> what = () -> "node " + node.id + " after " + after + "\n" + model.voters;
        assertEquals(model.sent, node.told(), what);
        model.sent.clear();
        assertEquals(model.told, events(), what);
        model.told.clear();
        assertEquals(model.quorate, node.map.getString(Electorate.VERDICT, "").startsWith("quorate"), what);
    }

    private void check(Object after) {
        checkOutput(after);
        if (node.wasFull) {
            return;
        }
        checks++;
        Supplier<String> what = () -> "node " + node.id + " after " + after + "\n" + model.voters;
        List<Integer> ids = new ArrayList<>(model.voters.keySet());
        ids.add(0);
        ids.add(UNKNOWN);
        for (int id : ids) {
            ask(asker, new VoteQuorumRequest.GetInfo(id), 0);
            VoteQuorumReply.Info i = VoteQuorumReply.Info.decode(asker.responses.remove(0));
            List<Object> answer = i.error() != 1
                    ? null
                    : List.of(i.nodeId(), i.state(), i.votes(), i.expectedVotes(), i.highestExpected(),
                            i.totalVotes(), i.quorum(), i.flags(), i.deviceVotes(), i.deviceName());
            assertEquals(model.info(id), answer, what);
        }
        assertEquals(model.runtime(), "barrier " + node.runtime("ev_barrier") + " tracked "
                + node.runtime("ev_tracking_barrier") + " low " + (int) node.runtime("lowest_node_id") + " high "
                + (int) node.runtime("highest_node_id") + " waits " + (node.runtime("wait_for_all_status") > 0), what);
        checkVerdict(what);
    }

    private void checkVerdict(Supplier<String> what) {
        String verdict = node.verdict();
        assertTrue(verdict.startsWith(model.verdict.replaceFirst(";.*", "")),
                () -> model.verdict + " is told as " + verdict + " by " + what.get());
        Matcher m = VERDICT.matcher(verdict);
        assertTrue(m.matches(), verdict);
        long have = Long.parseLong(m.group(2)) + (m.group(3) == null ? 0 : Long.parseLong(m.group(3)));
        String why = m.group(5) == null ? "" : m.group(5);
        boolean enough = have >= Long.parseLong(m.group(4)) && !why.equals("; waits for all");
        boolean byOther = why.matches("; (tie broken by|the quorum device is with us).*");
        assertEquals(m.group(1) == null, enough || byOther, verdict);
    }

    private List<String> events() {
        List<String> events = new ArrayList<>();
        for (ByteBuffer m : tracker.events) {
            events.add(text(m));
        }
        tracker.events.clear();
        return events;
    }

    private static String text(ByteBuffer m) {
        switch (IpcMessage.idOf(m)) {
            case VoteQuorumReply.QuorumNotification.ID -> {
                VoteQuorumReply.QuorumNotification e = VoteQuorumReply.QuorumNotification.decode(m);
                NavigableMap<Integer, Integer> nodes = new TreeMap<>();
                e.nodes().forEach(n -> nodes.put(n.nodeId(), n.state()));
                return "quorum " + e.quorate() + " " + nodes;
            }
            case VoteQuorumReply.NodeListNotification.ID -> {
                VoteQuorumReply.NodeListNotification e = VoteQuorumReply.NodeListNotification.decode(m);
                List<Integer> nodes = new ArrayList<>();
                for (int id : e.nodes()) {
                    nodes.add(id);
                }
                return "nodes " + new RingIdentity(e.ringId().nodeId(), e.ringId().seq()) + " " + nodes;
            }
            default -> {
                return "expected " + VoteQuorumReply.ExpectedVotesNotification.decode(m).expectedVotes();
            }
        }
    }
}
