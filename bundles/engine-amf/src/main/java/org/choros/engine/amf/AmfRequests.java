package org.choros.engine.amf;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongFunction;

import org.choros.engine.amf.assign.Service;
import org.choros.engine.amf.ipc.AmfReply;
import org.choros.engine.amf.ipc.AmfRequest;
import org.choros.engine.amf.model.Model;
import org.choros.engine.amf.model.Unit;
import org.choros.engine.amf.supervise.ComponentState;
import org.choros.engine.amf.supervise.Executor;
import org.choros.engine.amf.supervise.Presence;
import org.choros.engine.amf.supervise.Slot;
import org.choros.wire.ipc.BareReply;
import org.choros.wire.ipc.IpcError;
import org.choros.wire.ipc.IpcReply;

/** Requests of clients and their answers: at once, but to an operation when it is ordered. */
final class AmfRequests {
    /** As many operations of this node's clients are under way. */
    private static final int OPERATIONS_MAX = 1_024;

    private final AmfEngine engine;
    private final Watchers watchers;
    private final StatusView view;
    /** The user that commands run as. */
    private final int uid;
    /** Who waits for an operation, by the number that it was sent with. */
    private final Map<Long, AmfSession> operating = new HashMap<>();
    private long lastNumber;

    AmfRequests(AmfEngine engine, Watchers watchers, int uid) {
        this.engine = engine;
        this.uid = uid;
        this.watchers = watchers;
        view = new StatusView(engine);
    }

    void on(AmfSession session, ByteBuffer message, long nowNs) {
        if (session.isOperating()) {
            session.later(message);
            return;
        }
        AmfRequest request = AmfRequest.decode(message);
        IpcReply reply = request == null ? new BareReply(0, IpcError.INVALID_PARAM) : reply(session, request, nowNs);
        if (reply != null) {
            session.respond(reply);
        }
    }

    /** The answer; null when it comes later. */
    private IpcReply reply(AmfSession session, AmfRequest request, long nowNs) {
        if (request instanceof AmfRequest.Status r) {
            return part(session, r.from(), nowNs);
        } else if (request instanceof AmfRequest.Operate r) {
            return operate(session, r, nowNs);
        } else if (request instanceof AmfRequest.Declare r) {
            return declare(session, r.id(), number -> engine.declaring().declare(r.name(), r.keys(), number, nowNs));
        } else if (request instanceof AmfRequest.Withdraw r) {
            return declare(session, r.id(), number -> engine.declaring().withdraw(r.name(), number, nowNs));
        } else if (request instanceof AmfRequest.Watch) {
            return watchers.watch(session);
        } else if (request instanceof AmfRequest.Unwatch) {
            return new BareReply(AmfReply.UNWATCH, watchers.unwatch(session));
        } else if (request instanceof AmfRequest.Report r) {
            return new BareReply(AmfReply.REPORT, report(r, nowNs));
        }
        return new BareReply(AmfReply.TAKEN, watchers.taken(session, ((AmfRequest.Taken) request).number()));
    }

    // --- status

    private IpcReply part(AmfSession session, int from, long nowNs) {
        byte[] status = from == 0 ? view.status(nowNs).encode() : session.status();
        if (status == null || from < 0 || from >= status.length) {
            return new BareReply(AmfReply.Part.ID, IpcError.NOT_EXIST);
        }
        int to = Math.min(status.length, from + AmfReply.PART_MAX);
        session.status(to < status.length ? status : null);
        return new AmfReply.Part(IpcError.OK, status.length, Arrays.copyOfRange(status, from, to));
    }

    // --- operations

    private IpcReply operate(AmfSession session, AmfRequest.Operate request, long nowNs) {
        if (!engine.isManaged()) {
            return refused(IpcError.TRY_AGAIN, "nothing can be changed now: " + engine.outside().waitsFor());
        }
        Operation operation = Operation.of(request.operation());
        Model model = engine.ledger().model();
        Target target = target(model, request.target());
        if (target == null) {
            return refused(IpcError.INVALID_PARAM, "\"" + request.target()
                    + "\" is no unit, group, node or workload: name one as in \"unit web/alpha\"");
        }
        if (!Operations.exists(model, target)) {
            return refused(IpcError.NOT_EXIST, "there is no " + target);
        }
        if (operation == Operation.FENCED && engine.assembly().participants().contains(target.nodeId())) {
            return refused(IpcError.BAD_OPERATION,
                    "node " + model.nodeName(target.nodeId()) + " is here and says itself what it runs");
        }
        String fault = Operations.fault(model, operation, target, request.argument());
        if (fault != null) {
            return refused(IpcError.INVALID_PARAM, fault);
        }
        return ask(session, AmfRequest.Operate.ID, IpcError.NO_RESOURCES,
                number -> engine.operate(operation, target, request.argument(), number, nowNs));
    }

    /** What a group is declared with is run as this node's user: whoever asks for it could do that as well. */
    private IpcReply declare(AmfSession session, int id, LongFunction<String> ask) {
        if (session.uid() != 0 && session.uid() != uid) {
            return new AmfReply.Operated(id, IpcError.ACCESS,
                    "only root and the user that the node runs as may declare and withdraw groups");
        }
        String waitsFor = engine.outside().waitsFor();
        return engine.isManaged() && waitsFor.isEmpty()
                ? ask(session, id, IpcError.INVALID_PARAM, ask)
                : new AmfReply.Operated(id, IpcError.TRY_AGAIN, "nothing can be changed now: " + waitsFor);
    }

    /** Asks all members; the answer comes when that is ordered. */
    private IpcReply ask(AmfSession session, int id, int error, LongFunction<String> ask) {
        if (operating.size() >= OPERATIONS_MAX) {
            return new AmfReply.Operated(id, IpcError.NO_RESOURCES, "too many operations are under way: try again");
        }
        lastNumber++;
        String fault = ask.apply(lastNumber);
        if (fault != null) {
            return new AmfReply.Operated(id, error, fault);
        }
        operating.put(lastNumber, session);
        session.operating(true);
        return null;
    }

    private static AmfReply.Operated refused(int error, String why) {
        return new AmfReply.Operated(error, why);
    }

    /** What a target's text says; nodes may be named. */
    private static Target target(Model model, String text) {
        String node = "node ";
        if (text.startsWith(node)) {
            for (Map.Entry<Integer, String> e : model.nodes().entrySet()) {
                if (e.getValue().equals(text.substring(node.length()))) {
                    return Target.node(e.getKey());
                }
            }
        }
        return Target.parse(text);
    }

    // --- components

    /** A component that is up, or coming up, says how it is. */
    private int report(AmfRequest.Report r, long nowNs) {
        Executor executor = engine.executor();
        List<Slot> up = executor.components().stream()
                .filter(c -> c.slot().workload().equals(r.workload()) && c.name().equals(r.component())
                        && (c.presence() == Presence.INSTANTIATING || c.presence() == Presence.INSTANTIATED))
                .map(ComponentState::slot).toList();
        for (Slot slot : up) {
            if (r.failed()) {
                executor.onFailed(slot, r.component(), "it says that it has failed: " + r.why(), nowNs);
            } else {
                executor.onHeartbeat(slot, r.component(), nowNs);
            }
        }
        if (up.isEmpty()) {
            return IpcError.NOT_EXIST;
        }
        engine.look(nowNs);
        return IpcError.OK;
    }

    /** An operation of ours has come in the order of all messages, and was done or not. */
    void ordered(AmfMessage.Operate operation, String fault, long nowNs) {
        AmfSession session = operating.remove(operation.number());
        if (session == null) {
            return;
        }
        answered(session, fault != null
                ? refused(IpcError.TRY_AGAIN, fault)
                : new AmfReply.Operated(IpcError.OK, hint(operation)), nowNs);
    }

    /** A declaration of ours has come in the order of all messages, and something came of it or not. */
    void ordered(DeclarationMessage declaration, String fault, long nowNs) {
        AmfSession session = operating.remove(declaration.number());
        if (session != null) {
            int id = declaration.withdrawn() ? AmfRequest.Withdraw.ID : AmfRequest.Declare.ID;
            answered(session, fault != null
                    ? new AmfReply.Operated(id, IpcError.TRY_AGAIN, fault)
                    : new AmfReply.Operated(id, IpcError.OK, ""), nowNs);
        }
    }

    /** The answer has come late, and what was asked meanwhile is looked at. */
    private void answered(AmfSession session, AmfReply reply, long nowNs) {
        session.operating(false);
        session.respond(reply);
        for (ByteBuffer next = session.next(); next != null; next = session.isOperating() ? null : session.next()) {
            on(session, next, nowNs);
        }
    }

    /** What an operator may not expect. */
    private String hint(AmfMessage.Operate operation) {
        Ledger ledger = engine.ledger();
        if (operation.operation() == Operation.MOVE && !operation.argument().isEmpty()
                && ledger.service(operation.argument()) != Service.IN) {
            Unit unit = ledger.model().unit(operation.argument());
            return "it moves as soon as " + unit.id() + " is in service: "
                    + new Reasons(ledger, engine.assembly(), "").unit(unit);
        }
        return "";
    }

    void disconnected(AmfSession session) {
        session.gone();
        watchers.unwatch(session);
        operating.values().removeIf(s -> s == session);
    }
}
