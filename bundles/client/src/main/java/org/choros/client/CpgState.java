package org.choros.client;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;

import org.choros.base.ChorosException;
import org.choros.base.CsError;
import org.choros.cpg.CpgGroup;
import org.choros.cpg.CpgListener;
import org.choros.cpg.CpgMember;
import org.choros.wire.ipc.CpgReply;
import org.choros.wire.ipc.CpgRequest;

/** The group of a {@link CpgClient}, if there is one. */
final class CpgState implements ServiceState {
    private static final Duration NEVER = Duration.ofSeconds(Long.MAX_VALUE);

    private final ClientOptions options;
    private final AtomicReference<JoinedGroup> group = new AtomicReference<>();
    // orders joins and leaves at nodes
    private final Object atNode = new Object();

    CpgState(ClientOptions options) {
        this.options = options;
    }

    static int localNodeId(Connection c) throws ChorosException {
        return c.decoded(CpgReply.LocalGet.decode(c.call(new CpgRequest.LocalGet()))).nodeId();
    }

    CpgGroup join(Session session, Connection c, String name, CpgListener listener) throws ChorosException {
        CpgMember self = new CpgMember(localNodeId(c), c.pid());
        JoinedGroup added = new JoinedGroup(this, name, listener);
        added.joined(self, c, c.sender(name, options.tryAgainFor()));
        synchronized (atNode) {
            // events may come as soon as the node has the request
            if (!group.compareAndSet(null, added)) {
                throw new ChorosException(CsError.EXIST, "we are in a group");
            }
            boolean done = false;
            try {
                if (c != session.connection()) {
                    throw new ChorosException(CsError.TRY_AGAIN, "join " + name);
                }
                c.call(new CpgRequest.Join(name, self.pid(), CpgRequest.FLAG_INITIAL_TOTEM_CONFCHG));
                done = true;
            } finally {
                if (!done) {
                    forget(added);
                }
            }
        }
        return added;
    }

    @Override
    public void restore(Connection fresh) throws ChorosException {
        synchronized (atNode) {
            JoinedGroup again = group.get();
            if (again == null || again.left()) {
                return;
            }
            CpgMember self = new CpgMember(localNodeId(fresh), fresh.pid());
            fresh.call(new CpgRequest.Join(again.name(), self.pid(), CpgRequest.FLAG_INITIAL_TOTEM_CONFCHG));
            again.joined(self, fresh, fresh.sender(again.name(), options.tryAgainFor()));
        }
    }

    /** What waits in a group's queue, and events of the connection that is gone, come before the next one. */
    @Override
    public boolean restoredByCalls() {
        return group.get() == null;
    }

    @Override
    public void event(ByteBuffer message) {
        JoinedGroup joined = group.get();
        if (joined != null) {
            joined.event(message);
        }
    }

    @Override
    public void lost() {
        JoinedGroup joined = group.get();
        if (joined != null) {
            joined.lost();
            if (joined.left()) {
                // the view without us will not come
                forget(joined);
            }
        }
    }

    @Override
    public void restored(Connection connection) {
        JoinedGroup joined = group.get();
        if (joined != null && !joined.left()) {
            joined.rejoined();
        }
    }

    void leave(JoinedGroup leaving) throws ChorosException {
        Patience patience = new Patience(options.tryAgainFor());
        Patience join = new Patience(options.timeoutMs() == 0 ? NEVER : Duration.ofMillis(options.timeoutMs()));
        while (true) {
            try {
                leaveOnce(leaving);
                return;
            } catch (ChorosException e) {
                switch (e.error()) {
                    case TRY_AGAIN -> {
                        if (!patience.pause()) {
                            throw e;
                        }
                    }
                    case BUSY -> {
                        // our own join is under way still: waited for, as in C
                        if (!join.pause()) {
                            throw new ChorosException(CsError.TIMEOUT, "leave " + leaving.name(), e);
                        }
                    }
                    default -> throw e;
                }
            }
        }
    }

    private void leaveOnce(JoinedGroup leaving) throws ChorosException {
        synchronized (atNode) {
            if (leaving.left()) {
                throw new ChorosException(CsError.NOT_EXIST, "we have left " + leaving.name());
            }
            try {
                leaving.connection().call(new CpgRequest.Leave(leaving.name(), leaving.self().pid()));
            } catch (ChorosException e) {
                if (e.error() != CsError.LIBRARY || !options.reconnects()) {
                    throw e;
                }
                // we are out with our connection, and are not to come in again with the next
                forget(leaving);
            }
            leaving.ended();
        }
    }

    void forget(JoinedGroup joined) {
        group.compareAndSet(joined, null);
    }

    void closed() {
        JoinedGroup joined = group.get();
        if (joined != null) {
            joined.closed();
        }
    }
}
