package org.choros.engine.amf;

import java.nio.ByteBuffer;
import java.util.Set;

import org.choros.engine.amf.supervise.ComponentState;
import org.choros.engine.amf.supervise.Executor;
import org.choros.engine.amf.supervise.Presence;
import org.choros.spi.engine.ClientSession;
import org.choros.spi.engine.EngineContext;
import org.choros.spi.engine.Membership;

/** What people and programs see of the engine, are told and ask for. Decides nothing. */
final class Outside {
    private final AmfEngine engine;
    private final Executor executor;
    private final Outbox outbox;
    private final ComponentNotes notes = new ComponentNotes();
    private final Watchers watchers = new Watchers();
    private final Changes changes;
    private final Shown shown;
    private final AmfRequests requests;

    Outside(AmfEngine engine, EngineContext context, Outbox outbox, int uid) {
        this.engine = engine;
        this.outbox = outbox;
        executor = engine.executor();
        changes = new Changes(context, watchers);
        shown = new Shown(context.map());
        requests = new AmfRequests(engine, watchers, uid);
    }

    ComponentNotes notes() {
        return notes;
    }

    Changes changes() {
        return changes;
    }

    Watchers watchers() {
        return watchers;
    }

    void close() {
        shown.close();
    }

    /** Why the ledger does not change now; empty when it does. */
    String waitsFor() {
        if (engine.ledger() == null) {
            return "this node has not been given the state yet";
        }
        if (engine.assembly() == null) {
            return "the membership changes";
        }
        if (!engine.isAllQuorate()) {
            Set<Integer> not = engine.assembly().inquorate();
            return not.isEmpty()
                    ? "the members are about to agree"
                    : "not quorate: " + String.join(", ", not.stream().map(engine::name).toList());
        }
        return engine.ledger().isConfigured() ? "" : "no configuration is in use yet";
    }

    // --- what has happened

    /** Something has happened; what changes by it is looked at soon. */
    void because(String cause) {
        changes.because(cause);
    }

    void membership(Membership change) {
        String cause = Causes.membership(engine, change);
        if (!cause.isEmpty() || !changes.isDue()) {
            changes.because(cause.isEmpty() ? "the ring has formed anew" : cause);
        }
    }

    /** Another ring is in use. */
    void ring(Assembly assembly) {
        notes.ring(assembly.participants());
    }

    /** A component of ours has come to another state. */
    void component(ComponentState now, Presence before) {
        changes.component(engine.localNodeId(), true, now, before);
    }

    /** A member has said how its components are. */
    void heard(int sender, StatesMessage states, long nowNs) {
        if (sender != engine.localNodeId()) {
            notes.heard(sender, states,
                    (was, now) -> changes.component(sender, false, now, was == null ? null : was.presence()));
            shown.look(engine, nowNs);
        }
    }

    /** What a client of this node has asked for has come in the order of all messages. */
    void ordered(AmfMessage message, String fault, long nowNs) {
        if (message instanceof AmfMessage.Operate o) {
            requests.ordered(o, fault, nowNs);
        } else if (message instanceof DeclarationMessage d && !d.byBundle()) {
            requests.ordered(d, fault, nowNs);
        }
    }

    // --- telling it

    /** Tells what has changed. */
    void tell(long nowNs) {
        if (changes.isDue()) {
            changes.look(engine);
        }
        shown.look(engine, nowNs);
    }

    /** Says to the others how our components are. */
    void say(long nowNs) {
        if (notes.isBehind(executor.revision())) {
            notes.say(executor.components(), executor.revision(), m -> outbox.send(m, nowNs), nowNs);
        }
    }

    /** When {@link #tell} wants to be called. */
    long tellNs() {
        return shown.deadlineNs();
    }

    /** When {@link #say} wants to be called. */
    long sayNs() {
        return notes.deadlineNs();
    }

    // --- clients

    void connected(ClientSession session) {
        session.attach(new AmfSession(session));
    }

    void request(ClientSession session, ByteBuffer message, long nowNs) {
        AmfSession client = session.attachment();
        requests.on(client, message, nowNs);
    }

    void disconnected(ClientSession session) {
        AmfSession client = session.attachment();
        if (client != null) {
            requests.disconnected(client);
        }
    }
}
