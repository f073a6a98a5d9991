package org.choros.engine.quorum;

import java.nio.ByteBuffer;
import java.util.Arrays;

import org.choros.spi.engine.ClientSession;
import org.choros.spi.engine.EngineContext;
import org.choros.spi.engine.EngineException;
import org.choros.spi.engine.Membership;
import org.choros.spi.engine.QuorumState;
import org.choros.spi.engine.RingIdentity;
import org.choros.spi.engine.ServiceEngine;
import org.choros.spi.log.LogLevel;

/**
 * Tells clients whether we are quorate: what the provider has decided, and since 3.1 who has come and gone in each
 * synchronisation.
 */
final class QuorumEngine implements ServiceEngine {
    private static final String QUORUM = "QUORUM";
    private static final int DIALECT_2 = 2;
    private static final int[] NOBODY = {};

    private final EngineContext context;
    private final QuorumClients clients;
    private QuorumState state;
    private int[] previous = NOBODY;
    private RingIdentity syncRing = RingIdentity.NONE;
    private int[] members = NOBODY;
    private int[] joined = NOBODY;
    private int[] left = NOBODY;
    private RingIdentity committedRing = RingIdentity.NONE;

    QuorumEngine(EngineContext context) {
        this.context = context;
        this.clients = new QuorumClients(this, context.dialect());
        this.state = context.quorum();
    }

    @Override
    public void start(long nowNs) throws EngineException {
        String provider = context.map().getString("quorum.provider", null);
        if (provider != null && !provider.equals(VotequorumEngine.PROVIDER)) {
            context.log(LogLevel.NOTICE, QUORUM, "Using quorum provider " + provider);
            context.log(LogLevel.CRIT, QUORUM, "Quorum provider: " + provider + " failed to initialize.");
            throw new EngineException("Invalid quorum provider");
        }
        state = context.quorum();
        context.onQuorum((decided, now) -> {
            state = decided;
            clients.tellQuorum();
        });
    }

    @Override
    public void stop(long nowNs) {
        // nothing of ours outlives the sessions
    }

    @Override
    public void onMessage(int function, int sender, ByteBuffer message, long nowNs) {
        // this service has no node-to-node messages
    }

    @Override
    public void syncInit(Membership change, long nowNs) {
        syncRing = change.ring();
        members = change.members().clone();
        int[] together = change.transitional();
        // Who vanished and came back within one change has left and joined: its state is gone.
        left = Arrays.stream(previous).filter(id -> !contains(together, id) || !contains(members, id)).toArray();
        joined = Arrays.stream(members).filter(id -> !contains(previous, id) || contains(left, id)).toArray();
        list("Sync members", members);
        if (joined.length > 0) {
            list("Sync joined", joined);
        }
        if (left.length > 0) {
            list("Sync left", left);
        }
    }

    private void list(String title, int[] ids) {
        for (String line : MemberLines.of(title, ids)) {
            context.log(LogLevel.NOTICE, QUORUM, line);
        }
    }

    private static boolean contains(int[] ids, int id) {
        for (int i : ids) {
            if (i == id) {
                return true;
            }
        }
        return false;
    }

    @Override
    public void syncActivate(long nowNs) {
        previous = members;
        committedRing = syncRing;
        clients.tellNodeList(committedRing, previous, joined, left);
    }

    QuorumState state() {
        return state;
    }

    /** @return the members of the last complete synchronisation */
    int[] synchronised() {
        return previous;
    }

    RingIdentity committedRing() {
        return committedRing;
    }

    @Override
    public int requests() {
        return context.dialect() == DIALECT_2 ? QuorumClients.COUNT_2 : QuorumClients.COUNT_3;
    }

    @Override
    public void onConnect(ClientSession session) {
        clients.connected(session);
    }

    @Override
    public void onRequest(ClientSession session, int request, ByteBuffer message, long nowNs) {
        clients.on(session, message);
    }

    @Override
    public void onDisconnect(ClientSession session, long nowNs) {
        clients.forget(session);
    }
}
