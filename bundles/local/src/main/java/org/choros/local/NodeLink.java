package org.choros.local;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

import org.choros.spi.ipc.IpcHost;
import org.choros.spi.node.LocalNode;
import org.choros.spi.node.LocalServer;
import org.choros.spi.node.LocalServerFactory;
import org.choros.spi.node.NodeState;
import org.choros.spi.transport.RingThread;

/**
 * What we have of a node: its sessions, once it has begun, and what it tells of itself, which goes from the ring thread
 * to watchers on a {@link Courier}. They are told everything in order; only when a thousand changes wait, those between
 * them and the last one are left out.
 */
final class NodeLink implements SessionServer.Watcher {
    private static final long CLOSE_LIMIT_MS = 5_000;

    private final LocalNode node;
    private final LocalServerFactory factory = this::begin;
    private final List<NodeWatcher> watchers = new CopyOnWriteArrayList<>();
    private final Courier courier;
    private volatile SessionServer server;
    private volatile NodeView view = NodeView.NONE;
    private volatile boolean missed;
    private volatile boolean groupsWanted;
    private volatile boolean closed;

    // --- the ring thread's
    private NodeState state;
    private Set<String> published = Set.of();
    private ByteBuffer lastChange = ByteBuffer.allocate(0);

    NodeLink(LocalNode node) {
        this.node = node;
        courier = new Courier("choros-local", this::catchUp);
        node.attach(factory);
    }

    /** The sessions, null as long as the node has not begun. */
    SessionServer server() {
        return server;
    }

    boolean closed() {
        return closed;
    }

    /** Tells somebody what the node is, and from now on what it becomes. */
    void watch(NodeWatcher watcher) {
        courier.offer(() -> {
            watchers.add(watcher);
            watcher.changed(view);
        });
    }

    /**
     * @param wanted whether watchers are to hear of groups
     */
    void groupsWanted(boolean wanted) {
        groupsWanted = wanted;
    }

    /** Ends it: clients are disconnected, watchers told. */
    void close() {
        closed = true;
        courier.close(() -> watchers.forEach(w -> w.changed(NodeView.NONE)), CLOSE_LIMIT_MS);
        node.detach(factory);
    }

    // --- the ring thread

    private LocalServer begin(IpcHost host, RingThread thread) {
        SessionServer made = new SessionServer(host, thread, this);
        server = made;
        return made;
    }

    @Override
    public void state(NodeState now) {
        state = now;
        tell();
    }

    @Override
    public void services(Set<String> now) {
        published = now;
        tell();
    }

    @Override
    public void closed(SessionServer which) {
        published = Set.of();
        state = null;
        tell();
    }

    @Override
    public void group(ByteBuffer change) {
        // one change is told to all clients in the group, one after the other
        if (!groupsWanted || lastChange.equals(change)) {
            return;
        }
        ByteBuffer copy = ByteBuffer.allocate(change.remaining()).order(ByteOrder.LITTLE_ENDIAN);
        copy.put(0, change, change.position(), change.remaining());
        lastChange = copy;
        courier.offer(() -> watchers.forEach(w -> w.group(copy)));
    }

    private void tell() {
        NodeView now = new NodeView(state, state != null && state.ready() ? published : Set.of());
        if (now.equals(view)) {
            return;
        }
        view = now;
        if (!courier.offer(() -> watchers.forEach(w -> w.changed(now)))) {
            missed = true;
        }
    }

    /** On the courier's thread. */
    private void catchUp() {
        if (missed) {
            missed = false;
            NodeView now = view;
            watchers.forEach(w -> w.changed(now));
        }
    }
}
