package org.choros.engine.amf;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;

import org.choros.engine.amf.ipc.AmfRequest;
import org.choros.engine.amf.model.Model;
import org.choros.engine.amf.model.ModelException;
import org.choros.engine.amf.model.ModelReader;
import org.choros.engine.amf.supervise.Actuator;
import org.choros.engine.amf.supervise.ComponentState;
import org.choros.engine.amf.supervise.Executor;
import org.choros.engine.amf.supervise.ExecutorListener;
import org.choros.engine.amf.supervise.Presence;
import org.choros.engine.amf.supervise.Slot;
import org.choros.spi.engine.ClientSession;
import org.choros.spi.engine.EngineContext;
import org.choros.spi.engine.EngineException;
import org.choros.spi.engine.Membership;
import org.choros.spi.engine.QuorumState;
import org.choros.spi.engine.ServiceEngine;
import org.choros.spi.engine.sync.StateTransfer;
import org.choros.spi.engine.sync.SyncOutcome;
import org.choros.spi.engine.sync.SyncedState;
import org.choros.spi.engine.sync.VersionRange;
import org.choros.spi.log.LogLevel;

/**
 * The availability manager of a node. The ledger is a function of the ordered messages and the memberships, the same on
 * all members that run the service; the {@link Executor} makes this node do what it says.
 *
 * <pre>
 * no ledger --synchronised--&gt; in use, and while all are quorate: settling
 *     ^                          | transitional configuration          ^
 *     +-- not given the state -- suspended: facts are taken in -- synchronised --+
 * </pre>
 */
final class AmfEngine implements ServiceEngine, SyncedState, ExecutorListener {
    /** The subsystem in the log. */
    static final String AMF = "AMF";
    private static final long LOOK_NS = 500_000_000L;
    /** How long the words may take by which something is handed over. */
    private static final long HAND_OVER_NS = 2_000_000_000L;

    private final EngineContext context;
    private final StateTransfer transfer;
    private final Outbox outbox;
    private final Hold hold;
    private final Expiry expiry = new Expiry();
    private final Executor executor;
    private final LocalUnits local;
    private final OwnWord word;
    private final Outside outside;
    private final Declaring declaring;
    private Model own = Model.EMPTY;
    private Ledger ledger;
    private Tenure tenure;
    /** Who keeps the ledger with us; null from a change of the membership until the next synchronisation is through. */
    private Assembly assembly;
    /** Within a synchronisation the ledger stays as it is. */
    private boolean frozen;
    private boolean allQuorate;
    private boolean quorate;
    private boolean allowed;
    /** The last quorate ring that this process took part in. */
    private long lastEpoch;
    private long malformed;
    private long diverged;
    private long lookNs = NO_DEADLINE;
    /** Until when a node that is about to leave hands over what it has. */
    private long leaveByNs = NO_DEADLINE;

    AmfEngine(EngineContext context, Actuator actuator) {
        this.context = context;
        transfer = new StateTransfer(context, AmfMessage.SERVICE, AmfMessage.TRANSFER,
                new VersionRange(AmfMessage.VERSION, AmfMessage.VERSION), this);
        outbox = new Outbox(context);
        hold = new Hold(context);
        executor = new Executor(actuator, this);
        local = new LocalUnits(executor);
        word = new OwnWord(context, outbox, executor, local);
        declaring = new Declaring(this, context, outbox, actuator);
        outside = new Outside(this, context, outbox, actuator.uid());
    }

    /** Where an actuator tells what has come of its jobs; then {@link #look} is called. */
    Executor executor() {
        return executor;
    }

    // --- life

    @Override
    public void start(long nowNs) throws EngineException {
        try {
            own = ModelReader.read(context.map());
        } catch (ModelException e) {
            e.faults().forEach(f -> log(LogLevel.ERROR, f));
            // nobody stops what was not started: who runs commands would keep the next one from it
            executor.close();
            throw new EngineException("the configuration is refused: " + e.faults().get(0));
        }
        quorate = isQuorate(context.quorum());
        if (context.map().getString("quorum.provider", null) == null) {
            log(LogLevel.WARNING, "No quorum provider is configured: nothing is started");
        }
        context.onQuorum(this::onQuorum);
        context.counter("entries", () -> ledger == null ? 0 : ledger.orders().size());
        context.counter("managed", () -> allQuorate ? 1 : 0);
        context.counter("epoch", this::generation);
        context.counter("diverged", () -> diverged);
        context.counter("malformed", () -> malformed);
        context.counter("watchers", outside.watchers()::size);
        outside.because("the service begins");
        outside.tell(nowNs);
    }

    @Override
    public boolean leaving(long nowNs) {
        if (leaveByNs == NO_DEADLINE) {
            leaveByNs = nowNs + Math.max(own.policy().stopLimitNs(), executor.stopBoundNs()) + HAND_OVER_NS;
            log(LogLevel.NOTICE, "This node is about to leave: what it runs goes to others");
            word.leave();
        }
        boolean alone = ledger == null || assembly != null && !allQuorate;
        boolean over = assembly != null && allQuorate && ledger.isLeaving(context.localNodeId())
                && ledger.ordersOf(context.localNodeId()).isEmpty();
        if (alone || over || nowNs - leaveByNs >= 0) {
            return true;
        }
        // what was not said yet is said now
        look(nowNs);
        return false;
    }

    @Override
    public void stop(long nowNs) {
        // What is left: the others wait for it as if the node had died.
        executor.close();
        outside.close();
    }

    @Override
    public void onConfigurationChanged(Set<String> keys, long nowNs) {
        Model next;
        try {
            next = ModelReader.read(context.map());
        } catch (ModelException e) {
            e.faults().forEach(f -> log(LogLevel.ERROR, f));
            log(LogLevel.ERROR, "The configuration is refused, the old one stays in use");
            return;
        }
        if (next.digest() != own.digest() || next.version() != own.version()) {
            own = next;
            outside.because("the configuration was read again");
            word.propose();
            look(nowNs);
        }
    }

    private void log(LogLevel level, String text) {
        context.log(level, AMF, text);
    }

    // --- messages

    @Override
    public void onMessage(int function, int sender, ByteBuffer message, long nowNs) {
        if (function == AmfMessage.TRANSFER) {
            transfer.onMessage(sender, message);
            return;
        }
        AmfMessage m = AmfMessage.decode(function, message);
        if (frozen || ledger == null) {
            answer(sender, m, "the state is being agreed on: try again", nowNs);
            return;
        }
        if (m != null && !AmfMessage.sentOn(message).equals(context.ring())) {
            if (sender == context.localNodeId() && Outbox.holds(m)) {
                outbox.send(m, nowNs);
            }
            return;
        }
        if (m instanceof StatesMessage states) {
            outside.heard(sender, states, nowNs);
            return;
        }
        String cause = m == null ? "" : Causes.message(this, sender, m);
        if (m == null || !apply(sender, m, nowNs)) {
            malformed++;
            // one line each time the number doubles: a broken sender cannot fill the log
            if (Long.bitCount(malformed) == 1) {
                log(LogLevel.WARNING, "Discarding malformed message from node " + Integer.toUnsignedString(sender)
                        + " (" + malformed + " so far)");
            }
            return;
        }
        outside.because(cause);
        settle();
        look(nowNs);
    }

    private boolean apply(int sender, AmfMessage message, long nowNs) {
        if (message instanceof AmfMessage.Told told) {
            ledger.report(sender, told.report());
        } else if (message instanceof AmfMessage.Clean clean) {
            clean(sender, clean);
        } else if (message instanceof AmfMessage.Quorate q) {
            if (assembly != null && q.ring().equals(assembly.ring())) {
                assembly.quorate(sender, q.quorate());
            }
        } else if (message instanceof AmfMessage.Over over) {
            over(over);
        } else if (message instanceof AmfMessage.Operate o) {
            return operated(sender, o, nowNs);
        } else if (message instanceof AmfMessage.Propose p) {
            return proposed(sender, p);
        } else if (message instanceof DeclarationMessage d) {
            declared(sender, d, nowNs);
        } else if (message instanceof AmfMessage.Repaired r) {
            ledger.repaired(r.unit());
        } else if (message instanceof AmfMessage.NodeOut) {
            ledger.nodeOut(sender);
            if (sender == context.localNodeId()) {
                word.heardOut();
            }
            log(LogLevel.WARNING, "Node " + name(sender) + " has taken itself out: unlock it when it is repaired");
        } else if (message instanceof AmfMessage.Leaving) {
            ledger.leaves(sender);
        }
        return true;
    }

    private void clean(int sender, AmfMessage.Clean clean) {
        if (assembly == null || !clean.ring().equals(assembly.ring())) {
            return;
        }
        ledger.clean(sender);
        if (sender == context.localNodeId()) {
            word.heardClean();
        }
    }

    private void over(AmfMessage.Over over) {
        if (over.node() == 0) {
            log(LogLevel.NOTICE, "What nodes ran that were lost until ring " + Long.toHexString(over.ringSeq())
                    + " is over");
            ledger.timeOver(over.ringSeq());
        } else {
            log(LogLevel.NOTICE, "Node " + name(over.node()) + " is fenced");
            ledger.fenced(over.node(), over.ringSeq());
        }
    }

    private boolean operated(int sender, AmfMessage.Operate o, long nowNs) {
        String fault = allQuorate
                ? Operations.fault(ledger.model(), o.operation(), o.target(), o.argument())
                : "not all members are quorate any more: try again";
        if (fault == null) {
            log(LogLevel.NOTICE, "Operation: " + Causes.operation(ledger.model(), o));
            ledger.operate(o.operation(), o.target(), o.argument());
        }
        answer(sender, o, fault, nowNs);
        // right when it was sent, perhaps, but not with the model of now
        return fault == null || allQuorate || Operations.fault(ledger.model(), o.operation(), o.target(),
                o.argument()) == null;
    }

    private void answer(int sender, AmfMessage m, String fault, long nowNs) {
        if (sender == context.localNodeId()) {
            outside.ordered(m, fault, nowNs);
        }
    }

    private void declared(int sender, DeclarationMessage d, long nowNs) {
        SortedMap<String, List<String>> leftOut = ledger.leftOut();
        String fault = declaring.ordered(sender, d, allQuorate,
                allQuorate ? assembly.longest(AmfNote::holdMs) : 0);
        if (fault == null) {
            changed(leftOut);
        }
        answer(sender, d, fault, nowNs);
    }

    /** Another model is in use. */
    private void changed(SortedMap<String, List<String>> leftOut) {
        expiry.again();
        declaring.warn(leftOut);
        executor.model(ledger.model());
    }

    private boolean proposed(int sender, AmfMessage.Propose p) {
        Model model;
        try {
            model = ModelReader.read(p.source());
        } catch (ModelException e) {
            return false;
        }
        if (sender == context.localNodeId()) {
            word.heardModel(allQuorate);
        }
        if (assembly != null) {
            assembly.configured(sender, model.version(), model.digest());
        }
        if (!allQuorate) {
            return true;
        }
        if (ledger.isConfigured() && Long.compareUnsigned(model.version(), ledger.model().version()) < 0) {
            log(LogLevel.WARNING, "The configuration of node " + name(sender) + " has config_version "
                    + Long.toUnsignedString(model.version()) + " and does not replace that of "
                    + Long.toUnsignedString(ledger.model().version()) + ", which is in use");
            return true;
        }
        SortedMap<String, List<String>> leftOut = ledger.leftOut();
        ledger.model(model, assembly.longest(AmfNote::holdMs));
        log(LogLevel.NOTICE, "The configuration of node " + name(sender) + " is in use: "
                + model.groups().size() + " groups, " + model.workloads().size() + " workloads");
        if (model.digest() != own.digest()) {
            log(LogLevel.WARNING, "This node's configuration is another one");
        }
        changed(leftOut);
        declaring.again();
        return true;
    }

    @Override
    public void onStable(long position, long nowNs) {
        local.stable(position, nowNs);
        look(nowNs);
    }

    /** Asks for an operation of which nobody hears when it is ordered. */
    String operate(Operation operation, Target target, String argument, long nowNs) {
        return operate(operation, target, argument, 0, nowNs);
    }

    /**
     * Asks for an operation.
     *
     * @param number by which {@link AmfRequests#ordered} knows it
     * @return null when it is on its way; else why it cannot be done
     */
    String operate(Operation operation, Target target, String argument, long number, long nowNs) {
        if (ledger == null || assembly == null || !allQuorate) {
            return "the cluster is not quorate, or synchronises: try again";
        }
        String fault = Operations.fault(ledger.model(), operation, target, argument);
        if (fault == null && !outbox.send(new AmfMessage.Operate(operation, target, argument, number), nowNs)) {
            fault = "too many messages wait for the ring: try again";
        }
        return fault;
    }

    // --- membership and synchronisation

    @Override
    public void onMembership(Membership change, long nowNs) {
        outside.membership(change);
        // From the transitional configuration on others may do without us, and messages come that not all get.
        hold.renewed(false);
        assembly = null;
        allQuorate = false;
        outbox.clear();
    }

    @Override
    public void syncInit(Membership change, long nowNs) {
        frozen = true;
        transfer.syncInit(change);
    }

    @Override
    public boolean syncProcess(long nowNs) {
        return transfer.syncProcess();
    }

    @Override
    public void syncAbort() {
        transfer.syncAbort();
    }

    @Override
    public void syncActivate(long nowNs) {
        SyncOutcome outcome = transfer.syncActivate();
        if (outcome == null || outcome.participant(context.localNodeId()) == null) {
            lastEpoch = 0;
            return;
        }
        frozen = false;
        if (!outcome.diverged().isEmpty()) {
            diverged += outcome.diverged().size();
            log(LogLevel.ERROR, "Nodes " + outcome.diverged() + " had another ledger than node "
                    + Integer.toUnsignedString(outcome.donor()) + " and were given its");
        }
        if (!take(outcome, nowNs)) {
            // this ring may become a quorate one in which things happen that we do not see
            lastEpoch = 0;
            allow(false, nowNs);
            return;
        }
        assembly = new Assembly(outcome);
        long seq = assembly.ring().seq();
        declaring.unsaid();
        word.unsaid(assembly.notes().get(context.localNodeId()).quorate());
        int holdMs = assembly.longest(AmfNote::holdMs);
        // what was started by another model is stopped by that
        int boundMs = holdMs
                + Math.max(AmfSettings.stopLimitMs(ledger.model()), assembly.longest(AmfNote::stopMs));
        int before = Math.max(ledger.boundMs(), assembly.longest(AmfNote::boundMs));
        expiry.ring(seq, Math.max(before, boundMs), nowNs);
        ledger.boundMs(boundMs);
        ledger.here(assembly.memberSet(), assembly.participants());
        outside.ring(assembly);
        tenure.keep(outcome.continuous());
        doubt(outcome, seq);
        hold.length(holdMs);
        hold.renewed(quorate);
        executor.model(ledger.model());
        allQuorate = false;
        settle();
        // who is in doubt stops what it has before the others' time for it can be over
        allow(mayRun(nowNs), nowNs);
        tell();
    }

    /** Takes over the state that all have now; false when we have none. */
    private boolean take(SyncOutcome outcome, long nowNs) {
        if (outcome.complete() && outcome.role() == SyncOutcome.Role.HOLDER) {
            return true;
        }
        boolean unserved = !outcome.complete();
        if (unserved) {
            log(LogLevel.ERROR, outcome.version() == VersionRange.NONE
                    ? "Members have no version of the service in common: nothing is started"
                    : "The ledger was not sent wholly: nothing is started until the next membership change");
            if (outcome.role() == SyncOutcome.Role.HOLDER) {
                return false;
            }
        }
        ledger = new Ledger();
        tenure = new Tenure();
        LedgerSnapshot snapshot = null;
        if (!unserved && outcome.role() == SyncOutcome.Role.RECEIVER) {
            snapshot = LedgerSnapshot.read(outcome.snapshot());
            if (snapshot == null) {
                log(LogLevel.ERROR, "The ledger of node " + Integer.toUnsignedString(outcome.donor())
                        + " cannot be read: nothing is started here");
            }
        }
        boolean founder = !unserved && outcome.role() == SyncOutcome.Role.FOUNDER;
        if (snapshot != null) {
            ledger = snapshot.ledger();
            tenure = snapshot.tenure();
        } else if (!founder) {
            ledger = null;
            tenure = null;
        }
        expiry.forget();
        // what was ordered by another ledger is not true any more
        local.forget(nowNs);
        return ledger != null;
    }

    /** Who was not with us all the time may run what it had. */
    private void doubt(SyncOutcome outcome, long seq) {
        Set<Integer> holders = new HashSet<>();
        for (int node : assembly.participants()) {
            if (outcome.isHolder(node)) {
                holders.add(node);
            } else {
                ledger.doubt(node, seq);
            }
        }
        for (int node : ledger.holdersBut(holders)) {
            ledger.doubt(node, seq);
        }
    }

    private void tell() {
        List<String> strangers = new ArrayList<>();
        if (ledger.isConfigured()) {
            for (Map.Entry<Integer, AmfNote> e : assembly.notes().entrySet()) {
                if (e.getValue().digest() != ledger.base().digest()) {
                    strangers.add(name(e.getKey()) + " with config_version "
                            + Long.toUnsignedString(e.getValue().version()));
                }
            }
        }
        if (!strangers.isEmpty()) {
            log(LogLevel.WARNING, "Nodes have another configuration than the one in use, and are not heeded: "
                    + String.join(", ", strangers));
        }
        log(LogLevel.INFO, assembly.participants().size() + " of " + assembly.members().length
                + " members run the service: " + ledger.orders().size() + " entries"
                + (allQuorate ? "" : "; nothing changes, as not all members are quorate"));
    }

    /** A node for people. */
    String name(int node) {
        return ledger == null ? Integer.toUnsignedString(node) : ledger.model().nodeName(node);
    }

    /** The members' opinions of quorum, or the facts, may be others. */
    private void settle() {
        if (assembly == null) {
            return;
        }
        boolean all = assembly.allQuorate();
        if (all && !allQuorate) {
            long seq = assembly.ring().seq();
            if (!tenure.begin(seq, assembly.members(), assembly.sworn(tenure.epoch()))) {
                ledger.graceFrom(seq);
            }
            lastEpoch = seq;
        }
        allQuorate = all;
        if (all) {
            ledger.settle();
        }
        local.changed(ledger.ordersOf(context.localNodeId()), context.position());
    }

    @Override
    public void onSynchronised(long nowNs) {
        outbox.flush(nowNs);
        look(nowNs);
    }

    // --- quorum

    private static boolean isQuorate(QuorumState state) {
        return state.provided() && state.quorate();
    }

    private void onQuorum(QuorumState state, long nowNs) {
        boolean is = isQuorate(state);
        if (is != quorate) {
            quorate = is;
            outside.because(is ? "quorum is there" : "quorum is lost");
            hold.renewed(is && assembly != null);
            look(nowNs);
        }
    }

    /** Whether workloads that need a quorum may run here. */
    private boolean mayRun(long nowNs) {
        return quorate && ledger != null && !ledger.inDoubt(context.localNodeId()) && !hold.isOver(nowNs);
    }

    private void allow(boolean may, long nowNs) {
        if (allowed && !may) {
            log(LogLevel.NOTICE, !quorate
                    ? "No quorum: workloads are stopped"
                    : ledger == null || ledger.inDoubt(context.localNodeId())
                            ? "The others went on without us: workloads are stopped"
                            : "Nothing was heard from the others for too long: workloads are stopped");
        }
        if (may != allowed) {
            allowed = may;
            executor.allow(may, nowNs);
        }
    }

    // --- what there is to do here

    /**
     * Does and says what follows from what is so: after every event, also those of jobs.
     *
     * @param nowNs the time
     */
    void look(long nowNs) {
        allow(mayRun(nowNs), nowNs);
        lookNs = !allowed && quorate && assembly != null && ledger != null ? nowNs + LOOK_NS : NO_DEADLINE;
        if (!frozen) {
            outside.tell(nowNs);
        }
        if (ledger == null || assembly == null || context.synchronising()) {
            return;
        }
        int me = context.localNodeId();
        executor.maintenance(ledger.administered(Target.node(me)) == AdminState.MAINTENANCE, nowNs);
        // so that others know why before they hear what has come of it
        outside.say(nowNs);
        word.say(ledger, assembly, quorate, nowNs);
        if (allQuorate) {
            word.sayQuorate(ledger, assembly, own, nowNs);
        }
        declaring.look(allQuorate, nowNs);
    }

    private boolean isFirst() {
        return assembly != null && allQuorate && assembly.first() == context.localNodeId();
    }

    @Override
    public void unitFailed(String unit, String why) {
        log(LogLevel.ERROR, "Unit " + unit + " has failed: " + why);
    }

    @Override
    public void unitRestarted(String unit, String why) {
        log(LogLevel.WARNING, "Unit " + unit + " is restarted: " + why);
    }

    @Override
    public void nodeFailed(String group) {
        log(LogLevel.ERROR, "Too many units of group " + group + " have failed here: this node takes itself out");
        word.takeOut();
    }

    @Override
    public void stuck(Slot slot, String why) {
        log(LogLevel.CRIT, slot + " cannot be stopped" + (why.isEmpty() ? "" : ": " + why));
    }

    @Override
    public void component(ComponentState now, Presence before) {
        outside.component(now, before);
    }

    // --- clients

    @Override
    public int requests() {
        return AmfRequest.COUNT;
    }

    @Override
    public void onConnect(ClientSession session) {
        outside.connected(session);
    }

    @Override
    public void onRequest(ClientSession session, int request, ByteBuffer message, long nowNs) {
        outside.request(session, message, nowNs);
    }

    @Override
    public void onDisconnect(ClientSession session, long nowNs) {
        outside.disconnected(session);
    }

    // --- what there is to see

    int localNodeId() {
        return context.localNodeId();
    }

    boolean isQuorate() {
        return quorate;
    }

    /** Whether the ledger changes now. */
    boolean isManaged() {
        return ledger != null && assembly != null && allQuorate && !frozen;
    }

    boolean isAllQuorate() {
        return allQuorate;
    }

    /** Who is here; null while that changes. */
    Assembly assembly() {
        return assembly;
    }

    /** This node's configuration. */
    Model own() {
        return own;
    }

    Expiry expiry() {
        return expiry;
    }

    Declaring declaring() {
        return declaring;
    }

    Outside outside() {
        return outside;
    }

    // --- the state, as the transfer sees it

    @Override
    public boolean exists() {
        return ledger != null;
    }

    @Override
    public long generation() {
        return tenure == null ? 0 : tenure.epoch();
    }

    @Override
    public long digest() {
        return ledger == null ? 0 : LedgerSnapshot.digest(ledger, tenure);
    }

    @Override
    public byte[] note() {
        int holdMs = AmfSettings.holdMs(own, context.map());
        int boundMs = Math.max(holdMs + AmfSettings.stopLimitMs(own), ledger == null ? 0 : ledger.boundMs());
        int stopMs = (int) (executor.stopBoundNs() / 1_000_000);
        return new AmfNote(quorate, stopMs, holdMs, boundMs, lastEpoch, own.version(), own.digest()).encode();
    }

    @Override
    public ByteBuffer snapshot(int itsVersion) {
        return LedgerSnapshot.write(ledger, tenure);
    }

    /** The ledger; null as long as there is none. */
    Ledger ledger() {
        return ledger;
    }

    // --- time

    @Override
    public long nextDeadlineNs() {
        long next = Math.min(Math.min(outbox.deadlineNs(), executor.nextDeadlineNs()),
                Math.min(lookNs, executor.fencing().deadlineNs()));
        next = Math.min(next, allowed ? hold.deadlineNs() : NO_DEADLINE);
        if (isFirst()) {
            next = Math.min(next, expiry.deadlineNs(ledger.oldestDoubt()));
        }
        // nobody is told while the ledger is kept as it is, nor does anybody look before the synchronisation is over:
        // what is due until then would be due again and again
        next = Math.min(next, frozen ? NO_DEADLINE : outside.tellNs());
        return assembly == null || context.synchronising()
                ? next
                : Math.min(Math.min(next, declaring.deadlineNs()), Math.min(word.deadlineNs(), outside.sayNs()));
    }

    @Override
    public void onDeadline(long nowNs) {
        if (outbox.deadlineNs() <= nowNs) {
            outbox.flush(nowNs);
        }
        executor.fencing().onDeadline(nowNs);
        if (executor.nextDeadlineNs() <= nowNs) {
            executor.onDeadline(nowNs);
        }
        if (isFirst()) {
            long ringSeq = expiry.due(ledger.oldestDoubt(), nowNs);
            if (ringSeq != 0) {
                outbox.send(new AmfMessage.Over(0, ringSeq), nowNs);
            }
        }
        look(nowNs);
    }

    @Override
    public String toString() {
        return "availability " + (assembly == null ? "suspended" : assembly.participants().toString());
    }
}
