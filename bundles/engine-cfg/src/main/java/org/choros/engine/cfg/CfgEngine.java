package org.choros.engine.cfg;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

import org.choros.spi.cmap.MemberKeys;
import org.choros.spi.engine.ClientSession;
import org.choros.spi.engine.CryptoRekey;
import org.choros.spi.engine.EngineContext;
import org.choros.spi.engine.NodeControl;
import org.choros.spi.engine.ServiceEngine;
import org.choros.spi.log.LogLevel;
import org.choros.wire.exec.CfgCrypto;
import org.choros.wire.exec.CfgKillNode;
import org.choros.wire.exec.CfgReload;
import org.choros.wire.exec.CfgRingReenable;
import org.choros.wire.exec.CfgShutdown;
import org.choros.wire.exec.ExecMessage;
import org.choros.wire.exec.Source;
import org.choros.wire.ipc.BareReply;
import org.choros.wire.ipc.CfgReply;
import org.choros.wire.ipc.CfgRequest;
import org.choros.wire.ipc.IpcError;

/** Lets administrators ask for the state of nodes and links, reload, shut down and kill. */
final class CfgEngine implements ServiceEngine {
    private static final String CFG = "CFG";
    private static final int DIALECT_2 = 2;
    private static final int REQUESTS = 12;

    private final EngineContext context;
    private final NodeQueries queries;
    private final CfgMulticast multicast;
    private final ShutdownVote shutdown;
    // who waits for its own message to come back, by the token in it
    private final Map<Long, ClientSession> sessions = new HashMap<>();
    private long nowNs;
    private long malformed;

    CfgEngine(EngineContext context) {
        this.context = context;
        this.queries = new NodeQueries(context);
        this.multicast = new CfgMulticast(context);
        this.shutdown = new ShutdownVote(context.map(), () -> multicast.send(new CfgShutdown(), nowNs));
    }

    @Override
    public void start(long now) {
        nowNs = now;
    }

    @Override
    public void stop(long now) {
        nowNs = now;
        sessions.clear();
    }

    private boolean dialect2() {
        return context.dialect() == DIALECT_2;
    }

    private Optional<NodeControl> control() {
        return context.ability(NodeControl.class);
    }

    @Override
    public void onMessage(int function, int sender, ByteBuffer message, long now) {
        nowNs = now;
        boolean understood = switch (function) {
            case CfgRingReenable.FUNCTION -> onRingReenable(CfgRingReenable.decode(message), sender);
            case CfgKillNode.FUNCTION -> onKill(CfgKillNode.decode(message), sender);
            case CfgShutdown.FUNCTION -> onShutdown(CfgShutdown.decode(message), sender);
            case CfgReload.FUNCTION -> onReload(CfgReload.decode(message), sender);
            case CfgCrypto.FUNCTION -> onCrypto(CfgCrypto.decode(message), sender);
            default -> false;
        };
        if (!understood) {
            malformed++;
            // one line each time the number doubles: a broken sender cannot fill the log
            if (Long.bitCount(malformed) == 1) {
                context.log(LogLevel.WARNING, CFG, "Discarding malformed message from node "
                        + Integer.toUnsignedString(sender) + " (" + malformed + " so far)");
            }
        }
    }

    private boolean onRingReenable(CfgRingReenable message, int sender) {
        if (message == null) {
            return false;
        }
        if (dialect2()) {
            control().ifPresent(NodeControl::reenableRings);
            answerWaiting(sender, message.source(), CfgReply.RING_REENABLE, IpcError.OK);
        }
        return true;
    }

    private boolean onKill(CfgKillNode message, int sender) {
        if (message == null) {
            return false;
        }
        if (message.nodeId() == context.localNodeId()) {
            context.log(LogLevel.NOTICE, CFG, "Killed by node " + Integer.toUnsignedString(sender)
                    + (dialect2() ? ": " : " : ") + message.reason());
            control().ifPresent(c -> c.die(message.reason()));
        }
        return true;
    }

    private boolean onShutdown(CfgShutdown message, int sender) {
        if (message == null) {
            return false;
        }
        context.log(LogLevel.NOTICE, CFG, "Node " + Integer.toUnsignedString(sender)
                + " was shut down by sysadmin");
        if (sender == context.localNodeId()) {
            control().ifPresent(NodeControl::shutdown);
        }
        return true;
    }

    private boolean onReload(CfgReload message, int sender) {
        if (message == null) {
            return false;
        }
        context.log(LogLevel.NOTICE, CFG, "Config reload requested by node " + Integer.toUnsignedString(sender));
        Optional<NodeControl> control = control();
        if (control.isPresent()) {
            control.get().reload(result -> reloaded(message, sender, result));
        } else {
            answerWaiting(sender, message.source(), CfgReply.RELOAD_CONFIG, IpcError.NOT_SUPPORTED);
        }
        return true;
    }

    private void reloaded(CfgReload message, int sender, int result) {
        if (result == IpcError.OK && context.ability(CryptoRekey.class).filter(CryptoRekey::pending).isPresent()) {
            multicast.send(new CfgCrypto(CfgCrypto.ACTIVATE), nowNs);
        }
        answerWaiting(sender, message.source(), CfgReply.RELOAD_CONFIG, result);
    }

    private boolean onCrypto(CfgCrypto message, int sender) {
        if (message == null || dialect2()) {
            return false;
        }
        Optional<CryptoRekey> rekey = context.ability(CryptoRekey.class);
        if (sender != context.localNodeId() || rekey.isEmpty()) {
            return true;
        }
        if (message.phase() == CfgCrypto.ACTIVATE) {
            rekey.get().activate();
            multicast.send(new CfgCrypto(CfgCrypto.CLEAN_UP), nowNs);
        } else {
            rekey.get().cleanUp();
        }
        return true;
    }

    private void answerWaiting(int sender, Source source, int reply, int error) {
        if (sender != context.localNodeId()) {
            return;
        }
        ClientSession session = sessions.get(source.token());
        if (session != null) {
            respond(session, reply, error);
        }
    }

    @Override
    public int requests() {
        // 2.4 has eight; programs that are linked with the libraries of 3.x, Pacemaker for one, need the others
        return REQUESTS;
    }

    @Override
    public boolean gated(int request) {
        return switch (request) {
            case CfgRequest.GetNodeAddrs.ID, CfgRequest.LocalGet.ID, CfgRequest.ReopenLogFiles.ID,
                    CfgRequest.NodeStatusGet.ID ->
                false;
            default -> true;
        };
    }

    @Override
    public void onConnect(ClientSession session) {
        sessions.put(session.id(), session);
    }

    @Override
    public void onDisconnect(ClientSession session, long now) {
        nowNs = now;
        sessions.remove(session.id());
        shutdown.forget(session);
    }

    @Override
    public void onRequest(ClientSession session, int id, ByteBuffer message, long now) {
        nowNs = now;
        CfgRequest request = CfgRequest.decode(message);
        if (request == null) {
            respond(session, 0, IpcError.INVALID_PARAM);
        } else if (request instanceof CfgRequest.RingStatusGet) {
            session.respond(queries.ringStatus().encode());
        } else if (request instanceof CfgRequest.GetNodeAddrs r) {
            session.respond(queries.addresses(r.nodeId()).encode());
        } else if (request instanceof CfgRequest.LocalGet) {
            session.respond(queries.localNode().encode());
        } else if (request instanceof CfgRequest.NodeStatusGet r) {
            session.respond(queries.status(r).encode());
        } else if (request instanceof CfgRequest.KillNode r) {
            respond(session, CfgReply.KILL_NODE, kill(r));
        } else if (request instanceof CfgRequest.RingReenable) {
            reenable(session);
        } else if (request instanceof CfgRequest.ReloadConfig) {
            sendAndWait(session, new CfgReload(source(session)), CfgReply.RELOAD_CONFIG);
        } else if (request instanceof CfgRequest.ReopenLogFiles) {
            reopenLogs(session);
        } else {
            onShutdownRequest(session, request);
        }
    }

    private void onShutdownRequest(ClientSession session, CfgRequest request) {
        if (request instanceof CfgRequest.TryShutdown r) {
            shutdown.request(session, r.flags(), nowNs);
        } else if (request instanceof CfgRequest.ReplyToShutdown r) {
            respond(session, CfgReply.REPLY_TO_SHUTDOWN, shutdown.reply(session, r.yes()));
            shutdown.decide(false);
        } else if (request instanceof CfgRequest.TrackStart) {
            shutdown.track(session);
            respond(session, CfgReply.TRACKSTART, IpcError.OK);
        } else if (request instanceof CfgRequest.TrackStop) {
            shutdown.untrack(session);
            respond(session, CfgReply.TRACKSTOP, IpcError.OK);
        } else {
            respond(session, 0, IpcError.INVALID_PARAM);
        }
    }

    private int kill(CfgRequest.KillNode request) {
        // 2.4 does not look whether the node is there
        if (!dialect2() && !MemberKeys.isJoined(context.map(), context.dialect(), request.nodeId())) {
            return IpcError.NOT_EXIST;
        }
        return multicast.send(new CfgKillNode(request.nodeId(), request.reason()), nowNs)
                ? IpcError.OK
                : IpcError.TRY_AGAIN;
    }

    private void reenable(ClientSession session) {
        if (dialect2()) {
            sendAndWait(session, new CfgRingReenable(source(session)), CfgReply.RING_REENABLE);
        } else {
            respond(session, CfgReply.RING_REENABLE, IpcError.NOT_SUPPORTED);
        }
    }

    private Source source(ClientSession session) {
        sessions.put(session.id(), session);
        return new Source(context.localNodeId(), session.id());
    }

    private void sendAndWait(ClientSession session, ExecMessage message, int reply) {
        if (!multicast.send(message, nowNs)) {
            respond(session, reply, IpcError.TRY_AGAIN);
        }
    }

    private void reopenLogs(ClientSession session) {
        Optional<NodeControl> control = control();
        if (control.isEmpty()) {
            respond(session, CfgReply.REOPEN_LOG_FILES, IpcError.NOT_SUPPORTED);
            return;
        }
        sessions.put(session.id(), session);
        control.get().reopenLogs(result -> {
            if (sessions.get(session.id()) == session) {
                respond(session, CfgReply.REOPEN_LOG_FILES, result);
            }
        });
    }

    private static void respond(ClientSession session, int reply, int error) {
        session.respond(new BareReply(reply, error).encode());
    }

    @Override
    public long nextDeadlineNs() {
        return Math.min(shutdown.nextDeadlineNs(), multicast.nextDeadlineNs());
    }

    @Override
    public void onDeadline(long now) {
        nowNs = now;
        shutdown.onDeadline(now);
        multicast.onDeadline(now);
    }
}
