package ${package};

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;

import org.choros.spi.engine.ClientSession;
import org.choros.spi.engine.EngineContext;
import org.choros.spi.engine.Membership;
import org.choros.spi.engine.ServiceEngine;
import org.choros.spi.engine.sync.StateTransfer;
import org.choros.spi.engine.sync.SyncOutcome;
import org.choros.spi.engine.sync.SyncedState;
import org.choros.spi.engine.sync.VersionRange;
import org.choros.spi.log.LogLevel;

import ${package}.client.TallyProtocol;

/**
 * Numbers of the cluster. Every call comes on the node's ring thread and does not block. Each node adds what the
 * ordered messages say, so all have the same; who joins is sent the numbers in the engine's turn of the
 * synchronisation. Of nodes that were apart, the numbers that were changed most often are kept: only a quorate part
 * takes requests, so that is the part that went on.
 */
final class TallyEngine implements ServiceEngine, SyncedState {
    /** Functions of messages: ours, and that of the state's transfer. */
    static final int FUNCTIONS = 2;
    /** As many requests may wait for the ring. */
    static final int WAITING_MAX = 4096;

    private static final int TRANSFER = 1;
    private static final int VERSION = 1;
    private static final String TALLY = "TALLY";

    private final EngineContext context;
    private final StateTransfer transfer;
    /** By the number of their message: who is to be answered when it comes back in the order of all. */
    private final Map<Long, ClientSession> waiting = new HashMap<>();
    private Tally tally = new Tally();
    /** Before the first synchronisation, and when the numbers were not sent to us wholly, we have none. */
    private boolean exists;
    private long next;
    private long malformed;

    TallyEngine(EngineContext context) {
        this.context = context;
        transfer = new StateTransfer(context, TallyFactory.ID, TRANSFER, new VersionRange(VERSION, VERSION), this);
    }

    // --- life

    @Override
    public void start(long nowNs) {
        // messages of an engine before us may still be on their way: they are not to be taken for ours
        next = nowNs;
        context.counter("names", () -> tally.names());
        context.counter("changes", () -> tally.changes());
        context.counter("waiting", waiting::size);
        context.counter("malformed", () -> malformed);
    }

    @Override
    public void stop(long nowNs) {
        waiting.clear();
    }

    // --- messages

    @Override
    public void onMessage(int function, int sender, ByteBuffer message, long nowNs) {
        if (function == TRANSFER) {
            transfer.onMessage(sender, message);
            return;
        }
        TallyMessage m = TallyMessage.decode(message);
        if (m == null) {
            malformed++;
            return;
        }
        int error = exists ? tally.add(m.name(), m.amount()) : TallyProtocol.TRY_AGAIN;
        ClientSession session = sender == context.localNodeId() ? waiting.remove(m.number()) : null;
        if (session != null) {
            answer(session, TallyProtocol.ADD, error, m.name());
        }
    }

    // --- synchronisation

    @Override
    public void syncInit(Membership change, long nowNs) {
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
            return;
        }
        if (outcome.role() == SyncOutcome.Role.FOUNDER) {
            exists = outcome.complete();
        } else if (outcome.role() == SyncOutcome.Role.RECEIVER) {
            Tally sent = outcome.complete() ? Tally.read(outcome.snapshot()) : null;
            exists = sent != null;
            tally = exists ? sent : new Tally();
        }
        if (exists) {
            context.log(LogLevel.INFO, TALLY, outcome.participants().size() + " members count: " + tally.names()
                    + " names, " + tally.changes() + " changes");
        } else {
            context.log(LogLevel.ERROR, TALLY, "The numbers were not sent: nothing is counted here until the next "
                    + "membership change");
        }
    }

    @Override
    public boolean exists() {
        return exists;
    }

    @Override
    public long generation() {
        return tally.changes();
    }

    @Override
    public long digest() {
        return tally.digest();
    }

    @Override
    public ByteBuffer snapshot(int version) {
        return tally.snapshot();
    }

    // --- clients

    @Override
    public int requests() {
        return TallyProtocol.REQUESTS;
    }

    @Override
    public boolean gated(int request) {
        // the node answers TRY_AGAIN for us while it synchronises or its queue is full
        return request == TallyProtocol.ADD;
    }

    @Override
    public void onRequest(ClientSession session, int request, ByteBuffer message, long nowNs) {
        ByteBuffer m = message.slice().order(ByteOrder.LITTLE_ENDIAN);
        boolean add = request == TallyProtocol.ADD;
        boolean whole = m.remaining() == (add ? TallyProtocol.ADD_SIZE : TallyProtocol.GET_SIZE);
        String name = whole ? TallyProtocol.name(m, add ? TallyProtocol.ADD_NAME_AT : TallyProtocol.GET_NAME_AT) : null;
        if (name == null) {
            answer(session, request, TallyProtocol.INVALID, null);
        } else if (!exists) {
            answer(session, request, TallyProtocol.TRY_AGAIN, null);
        } else if (!add) {
            answer(session, request, tally.get(name) == null ? TallyProtocol.NOT_EXIST : TallyProtocol.OK, name);
        } else if (!context.quorum().quorate() || waiting.size() >= WAITING_MAX || !context.multicast(
                new TallyMessage(next, name, m.getLong(TallyProtocol.AMOUNT_AT)).encode())) {
            answer(session, request, TallyProtocol.TRY_AGAIN, null);
        } else {
            waiting.put(next++, session);
        }
    }

    private void answer(ClientSession session, int request, int error, String name) {
        session.respond(TallyProtocol.reply(request, error, error == TallyProtocol.OK ? tally.get(name) : 0));
    }

    @Override
    public void onDisconnect(ClientSession session, long nowNs) {
        waiting.values().removeIf(s -> s == session);
    }
}
