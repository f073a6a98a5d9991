package org.choros.engine.lock;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

import org.choros.engine.lock.ipc.LockReply;
import org.choros.spi.engine.ClientSession;
import org.choros.spi.engine.EngineContext;
import org.choros.spi.engine.Membership;
import org.choros.spi.engine.QuorumState;
import org.choros.spi.engine.ServiceEngine;
import org.choros.spi.engine.sync.StateTransfer;
import org.choros.spi.engine.sync.SyncOutcome;
import org.choros.spi.engine.sync.SyncedState;
import org.choros.spi.engine.sync.VersionRange;
import org.choros.spi.log.LogLevel;
import org.choros.wire.ipc.IpcError;

/**
 * Locks of the cluster. The table of all locks is a function of the ordered messages and the memberships, the same on
 * all members that run the service; what this node's clients are told of it is the business of {@link LocalLocks}.
 *
 * <pre>
 * no table --synchronised--&gt; in use, and while all are quorate and no grace is running: granting
 *    ^                          | transitional configuration          ^
 *    +-- not given the state -- suspended: queues grow, nothing is granted -- synchronised --+
 * </pre>
 */
final class LockEngine implements ServiceEngine, SyncedState, LockTable.Output {
    private static final String LOCK = "LOCK";
    private static final int TOKEN_SHIFT = 32;

    private final EngineContext context;
    private final StateTransfer transfer;
    private final Outbox outbox;
    private final Lease lease;
    private final LocalLocks local;
    private final Expiry expiry = new Expiry();
    private final Watchers watchers = new Watchers(this::holder);
    private final LockRequests requests;
    private LockTable table;
    private Tenure tenure;
    /** Who keeps the table with us; null from a change of the membership until the next synchronisation is through. */
    private Assembly assembly;
    /** Within a synchronisation the table stays as it is. */
    private boolean frozen;
    private boolean allQuorate;
    private boolean quorate;
    private boolean saidQuorate;
    /** The last quorate ring that this process took part in. */
    private long lastEpoch;
    /** No client of this engine was ever granted a lower token; 0 before the first. */
    private long firstToken;
    private long oldestLost;
    private int version;
    private long diverged;
    private long malformed;
    private long nowNs;

    LockEngine(EngineContext context) {
        this.context = context;
        transfer = new StateTransfer(context, LockFactory.ID, LockMessage.TRANSFER,
                new VersionRange(LockMessage.VERSION, LockMessage.VERSION), this);
        outbox = new Outbox(context);
        lease = new Lease(context);
        local = new LocalLocks(outbox, lease);
        requests = new LockRequests(this, local, watchers);
    }

    // --- life

    @Override
    public void start(long now) {
        nowNs = now;
        local.start(now);
        warn();
        quorate = isQuorate(context.quorum());
        if (context.map().getString("quorum.provider", null) == null) {
            log(LogLevel.WARNING, "No quorum provider is configured: no locks are granted");
        }
        context.onQuorum(this::onQuorum);
        context.counter("locks", () -> table == null ? 0 : table.locks());
        context.counter("held", () -> table == null ? 0 : table.held());
        context.counter("waiting", () -> table == null ? 0 : table.waiting());
        context.counter("abandoned", () -> table == null ? 0 : table.abandoned());
        context.counter("local.held", local::held);
        context.counter("local.requests", local::wishes);
        context.counter("local.granted", local::grantedSoFar);
        context.counter("local.lost", local::lostSoFar);
        context.counter("epoch", this::generation);
        context.counter("granting", () -> table != null && table.isGranting() ? 1 : 0);
        context.counter("diverged", () -> diverged);
        context.counter("malformed", () -> malformed);
    }

    @Override
    public void stop(long now) {
        nowNs = now;
        // What was promised is kept: the others wait for the end of the lease, as if the node had died.
        outbox.flush(now);
    }

    @Override
    public void onConfigurationChanged(Set<String> keys, long now) {
        if (keys.contains(LockSettings.LEASE)) {
            warn();
            log(LogLevel.NOTICE, "A lease will be " + LockSettings.leaseMs(context.map())
                    + " ms from the next membership change on, if no other node wants a longer one");
        }
    }

    private void warn() {
        if (LockSettings.isWrong(context.map())) {
            log(LogLevel.WARNING, LockSettings.LEASE + " is not " + LockSettings.LEASE_MIN_MS + " to "
                    + LockSettings.LEASE_MAX_MS + " ms and is ignored");
        }
    }

    private void log(LogLevel level, String text) {
        context.log(level, LOCK, text);
    }

    // --- messages

    @Override
    public void onMessage(int function, int sender, ByteBuffer message, long now) {
        nowNs = now;
        if (function == LockMessage.TRANSFER) {
            transfer.onMessage(sender, message);
        } else if (!frozen && table != null && !apply(function, sender, message)) {
            malformed++;
            // one line each time the number doubles: a broken sender cannot fill the log
            if (Long.bitCount(malformed) == 1) {
                log(LogLevel.WARNING, "Discarding malformed message from node " + Integer.toUnsignedString(sender)
                        + " (" + malformed + " so far)");
            }
        }
    }

    private boolean apply(int function, int sender, ByteBuffer message) {
        switch (function) {
            case LockMessage.Acquire.FUNCTION -> {
                return acquire(sender, LockMessage.Acquire.decode(message));
            }
            case LockMessage.Release.FUNCTION -> {
                LockMessage.Release r = LockMessage.Release.decode(message);
                if (r != null) {
                    table.release(sender, r);
                }
                return r != null;
            }
            case LockMessage.Expire.FUNCTION -> {
                return expire(LockMessage.Expire.decode(message));
            }
            case LockMessage.Quorate.FUNCTION -> {
                LockMessage.Quorate q = LockMessage.Quorate.decode(message);
                if (q != null && assembly != null && q.ring().equals(assembly.ring())) {
                    assembly.quorate(sender, q.quorate());
                    settle();
                    lookForLost();
                }
                return q != null;
            }
            default -> {
                return false;
            }
        }
    }

    private boolean acquire(int sender, LockMessage.Acquire a) {
        if (a == null) {
            return false;
        }
        table.acquire(sender, a);
        if (sender == context.localNodeId() && table.find(sender, a.request()) != null) {
            local.queued(a.request(), nowNs);
        }
        return true;
    }

    private boolean expire(LockMessage.Expire e) {
        if (e == null) {
            return false;
        }
        if (assembly != null) {
            log(LogLevel.INFO, "Leases of nodes lost until ring " + Long.toHexString(e.ringSeq()) + " are over: "
                    + table.abandoned() + " locks were held by lost nodes"
                    + (tenure.grace() == 0 ? "" : ", and the grace ends"));
            tenure.expire(e.ringSeq());
            table.expire(e.ringSeq());
            settle();
            lookForLost();
        }
        return true;
    }

    @Override
    public void onStable(long position, long now) {
        nowNs = now;
        local.stable(position, now);
        watchers.stable(position);
    }

    // --- membership and synchronisation

    @Override
    public void onMembership(Membership change, long now) {
        nowNs = now;
        // From the transitional configuration on others may do without us, and messages come that not all get.
        lease.renewed(false);
        local.open(false, now);
        assembly = null;
        if (table != null) {
            table.granting(false);
        }
    }

    @Override
    public void syncInit(Membership change, long now) {
        nowNs = now;
        frozen = true;
        transfer.syncInit(change);
    }

    @Override
    public boolean syncProcess(long now) {
        nowNs = now;
        return transfer.syncProcess();
    }

    @Override
    public void syncAbort() {
        transfer.syncAbort();
    }

    @Override
    public void syncActivate(long now) {
        nowNs = now;
        SyncOutcome outcome = transfer.syncActivate();
        if (outcome == null || outcome.participant(context.localNodeId()) == null) {
            return;
        }
        frozen = false;
        version = outcome.version();
        if (!outcome.diverged().isEmpty()) {
            diverged += outcome.diverged().size();
            log(LogLevel.ERROR, "Nodes " + outcome.diverged() + " had another table than node "
                    + Integer.toUnsignedString(outcome.donor()) + " and were given its");
        }
        if (!take(outcome)) {
            return;
        }
        assembly = new Assembly(outcome);
        saidQuorate = LockNote.decode(outcome.participant(context.localNodeId()).note()).quorate();
        int before = tenure.leaseMs();
        int leaseMs = assembly.leaseMs();
        table.abandon(outcome::isHolder, assembly.ring().seq());
        if (outcome.role() != SyncOutcome.Role.HOLDER) {
            local.leftBehind(keptForUs(), now);
        }
        expiry.ring(assembly.ring().seq(), Integer.compareUnsigned(before, leaseMs) > 0 ? before : leaseMs, now);
        tenure.keep(outcome.continuous(), leaseMs);
        lease.length(leaseMs);
        local.activated(context.position());
        allQuorate = false;
        settle();
        lookForLost();
        lease.renewed(quorate);
        local.open(quorate, now);
        watchers.allChanged(context.position());
        log(LogLevel.INFO, assembly.size() + " of " + assembly.members().length + " members run the service: "
                + table.locks() + " locks, " + table.held() + " held, " + table.abandoned() + " of them by lost nodes"
                + whyNot());
    }

    private String whyNot() {
        if (!allQuorate) {
            return "; nothing is granted: not quorate are nodes " + assembly.inquorate();
        }
        return tenure.grace() == 0 ? "" : "; nothing is granted until leases of before are over";
    }

    /** Takes over the state that all have now; false when we have none. */
    private boolean take(SyncOutcome outcome) {
        if (outcome.complete() && outcome.role() == SyncOutcome.Role.HOLDER) {
            return true;
        }
        boolean unserved = !outcome.complete();
        if (unserved) {
            log(LogLevel.ERROR, version == VersionRange.NONE
                    ? "Members have no version of the service in common: no locks are granted"
                    : "The table was not sent wholly: no locks are granted until the next membership change");
            if (outcome.role() == SyncOutcome.Role.HOLDER) {
                return false;
            }
        }
        table = new LockTable(this);
        tenure = new Tenure();
        if (unserved || outcome.role() == SyncOutcome.Role.RECEIVER
                && !LockSnapshot.read(outcome.snapshot(), table, tenure)) {
            if (!unserved) {
                log(LogLevel.ERROR, "The table of node " + Integer.toUnsignedString(outcome.donor())
                        + " cannot be read: no locks are granted here");
            }
            table = null;
            tenure = null;
        }
        expiry.forget();
        if (table == null) {
            local.leftBehind(List.of(), nowNs);
        }
        return table != null;
    }

    /** Of what the table keeps for this node, what was granted to clients of this engine, not of one before it. */
    private List<Entry> keptForUs() {
        return table.abandonedBy(context.localNodeId()).stream()
                .filter(e -> firstToken != 0 && Long.compareUnsigned(e.token(), firstToken) >= 0).toList();
    }

    /** The members' opinions of quorum, or the grace, may be others. */
    private void settle() {
        boolean all = assembly.allQuorate();
        long seq = assembly.ring().seq();
        if (all && !allQuorate) {
            tenure.begin(seq, assembly.members(), assembly.sworn(tenure.epoch()));
            // a ring's sequence grows over restarts too: no quorate ring before has given such a token
            table.tokensFrom(seq << TOKEN_SHIFT);
            lastEpoch = seq;
            firstToken = firstToken == 0 ? table.nextToken() : firstToken;
        }
        allQuorate = all;
        table.granting(all && tenure.grace() == 0);
    }

    private void lookForLost() {
        oldestLost = table.oldestAbandoned();
        long grace = tenure.grace();
        if (grace != 0 && (oldestLost == 0 || Long.compareUnsigned(grace, oldestLost) < 0)) {
            oldestLost = grace;
        }
    }

    @Override
    public void onSynchronised(long now) {
        nowNs = now;
        outbox.flush(now);
        sayQuorate();
    }

    // --- quorum

    private static boolean isQuorate(QuorumState state) {
        return state.provided() && state.quorate();
    }

    private void onQuorum(QuorumState state, long now) {
        nowNs = now;
        boolean is = isQuorate(state);
        if (is == quorate) {
            return;
        }
        quorate = is;
        boolean inUse = is && assembly != null;
        lease.renewed(inUse);
        local.open(inUse, now);
        if (!is) {
            local.loseAll(LockReply.QUORUM_LOST, now);
        }
        watchers.all();
        sayQuorate();
    }

    private void sayQuorate() {
        if (assembly != null && !context.synchronising() && saidQuorate != quorate) {
            saidQuorate = quorate;
            outbox.send(new LockMessage.Quorate(assembly.ring(), quorate), nowNs);
        }
    }

    // --- the state, as the transfer sees it

    @Override
    public boolean exists() {
        return table != null;
    }

    @Override
    public long generation() {
        return tenure == null ? 0 : tenure.epoch();
    }

    @Override
    public long digest() {
        return table == null ? 0 : Bytes.mix(table.digest(), tenure.digest());
    }

    @Override
    public byte[] note() {
        return new LockNote(quorate, LockSettings.leaseMs(context.map()), lastEpoch).encode();
    }

    @Override
    public ByteBuffer snapshot(int itsVersion) {
        return LockSnapshot.write(table, tenure);
    }

    // --- what the table says

    @Override
    public void granted(Entry entry) {
        if (entry.node() == context.localNodeId()) {
            local.granted(entry, context.position());
        }
    }

    @Override
    public void refused(int node, long request, int error) {
        if (node == context.localNodeId()) {
            local.refused(request, error);
        }
    }

    @Override
    public void changed(String name) {
        watchers.changed(name, context.position());
    }

    /** The table; null as long as there is none. */
    LockTable table() {
        return table;
    }

    private LockReply.Holder holder(String name) {
        if (!quorate || table == null) {
            return new LockReply.Holder(IpcError.OK, name, LockReply.UNKNOWN, 0, 0, 0, "");
        }
        LockQueue queue = table.queue(name);
        Entry first = queue == null || queue.holders() == 0 ? null : queue.entries().get(0);
        return first == null
                ? new LockReply.Holder(IpcError.OK, name, LockReply.FREE, 0, 0, 0, "")
                : new LockReply.Holder(IpcError.OK, name, LockReply.HELD, first.node(), first.pid(), first.token(),
                        first.data());
    }

    LockReply.Status status() {
        int flags = (assembly == null ? 0 : LockReply.SYNCHRONISED) | (quorate ? LockReply.QUORATE : 0)
                | (assembly != null && allQuorate ? LockReply.ALL_QUORATE : 0)
                | (tenure != null && tenure.grace() != 0 ? LockReply.GRACE : 0);
        int participants = assembly == null ? 0 : assembly.size();
        return table == null
                ? new LockReply.Status(IpcError.OK, flags, version, 0, 0, 0, 0, 0, 0, 0, 0, participants, diverged)
                : new LockReply.Status(IpcError.OK, flags, version, tenure.epoch(), table.nextToken(), digest(),
                        tenure.leaseMs(), table.locks(), table.held(), table.waiting(), table.abandoned(),
                        participants, diverged);
    }

    // --- clients

    @Override
    public int requests() {
        return LockRequests.COUNT;
    }

    @Override
    public void onConnect(ClientSession session) {
        session.attach(new LockSession(session));
    }

    @Override
    public void onRequest(ClientSession session, int request, ByteBuffer message, long now) {
        nowNs = now;
        LockSession client = session.attachment();
        requests.on(client, request, message, now);
    }

    @Override
    public void onDisconnect(ClientSession session, long now) {
        nowNs = now;
        LockSession client = session.attachment();
        if (client != null) {
            local.disconnected(client, now);
            watchers.disconnected(client);
        }
    }

    // --- time

    @Override
    public long nextDeadlineNs() {
        return Math.min(Math.min(outbox.deadlineNs(), local.deadlineNs()), expiryNs());
    }

    /** One says it for all, while they can grant what becomes free. */
    private long expiryNs() {
        boolean ours = assembly != null && allQuorate && assembly.first() == context.localNodeId();
        return ours ? expiry.deadlineNs(oldestLost) : NO_DEADLINE;
    }

    @Override
    public void onDeadline(long now) {
        nowNs = now;
        local.onDeadline(now);
        if (outbox.deadlineNs() <= now) {
            outbox.flush(now);
        }
        if (expiryNs() <= now) {
            long ringSeq = expiry.due(oldestLost, now);
            expiry.said(ringSeq);
            outbox.send(new LockMessage.Expire(ringSeq), now);
        }
    }

    @Override
    public String toString() {
        return "locks " + (assembly == null ? "suspended" : Arrays.toString(assembly.members()));
    }
}
