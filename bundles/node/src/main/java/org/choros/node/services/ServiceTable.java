package org.choros.node.services;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.choros.spi.cmap.IcMap;
import org.choros.spi.cmap.ValueType;
import org.choros.spi.engine.ClientSession;
import org.choros.spi.engine.EngineContext;
import org.choros.spi.engine.EngineDescription;
import org.choros.spi.engine.EngineException;
import org.choros.spi.engine.LinkStatus;
import org.choros.spi.engine.Membership;
import org.choros.spi.engine.QuorumListener;
import org.choros.spi.engine.QuorumState;
import org.choros.spi.engine.RingIdentity;
import org.choros.spi.engine.ServiceEngine;
import org.choros.spi.engine.ServiceEngineFactory;
import org.choros.spi.log.LogLevel;

/**
 * The engines of one processor by service id: loads and unloads them, hands them ordered messages, client requests and
 * deadlines, keeps their gates and counters. Pure; for the ring thread.
 */
public final class ServiceTable {
    /** Service ids are below this. */
    public static final int SERVICES_MAX = 64;

    private static final int REQUEST_HEADER = 16;
    private static final int RESPONSE_HEADER = 24;
    private static final int SERVICE_SHIFT = 16;
    private static final int FUNCTION_MASK = 0xFFFF;
    private static final int CMAP = 0;

    private static final int CS_ERR_TRY_AGAIN = 6;
    private static final int CS_ERR_INVALID_PARAM = 7;

    private static final int EAGAIN = -11;
    private static final int EACCES = -13;
    private static final int ENOSYS = -38;

    private final ServiceHost host;
    private final LoadedService[] services = new LoadedService[SERVICES_MAX];
    private final Context[] contexts = new Context[SERVICES_MAX];
    private final List<QuorumListener> quorumListeners = new ArrayList<>();
    private final ByteBuffer errorReply = ByteBuffer.allocate(RESPONSE_HEADER).order(ByteOrder.LITTLE_ENDIAN);
    private QuorumState quorum = new QuorumState(true, RingIdentity.NONE, new int[0], false);
    private long nowNs;
    private long unknownMessages;

    /**
     * @param host the processor
     */
    public ServiceTable(ServiceHost host) {
        this.host = host;
    }

    /**
     * Loads an engine and opens its IPC socket.
     *
     * @param factory makes it
     * @param now the time
     * @throws EngineException when it refuses to start; nothing of it stays
     */
    public void load(ServiceEngineFactory factory, long now) throws EngineException {
        nowNs = now;
        EngineDescription d = factory.description(host.dialect());
        if (d.id() < 0 || d.id() >= SERVICES_MAX) {
            throw new EngineException("service id " + d.id() + " is not below " + SERVICES_MAX);
        }
        if (services[d.id()] != null) {
            throw new EngineException("service id " + d.id() + " is taken by "
                    + services[d.id()].description().name());
        }
        Context context = new Context(d.id());
        LoadedService service = new LoadedService(factory, d, factory.create(context));
        services[d.id()] = service;
        contexts[d.id()] = context;
        service.announce(host.map());
        try {
            service.engine().start(now);
        } catch (EngineException e) {
            forget(d.id());
            service.retract(host.map());
            throw e;
        }
        host.log(LogLevel.NOTICE, "SERV", "Service engine loaded: " + d.name() + " [" + d.id() + "]");
        if (d.ipcName() != null) {
            host.publish(d.ipcName(), d.id());
        }
        if (d.synchronises()) {
            host.servicesChanged();
        }
    }

    /**
     * Unloads an engine: its clients are disconnected, then it may say goodbye.
     *
     * @param id the service id; ignored when nothing is loaded there
     * @param now the time
     */
    public void unload(int id, long now) {
        nowNs = now;
        LoadedService service = services[id];
        if (service == null) {
            return;
        }
        if (service.description().ipcName() != null) {
            host.withdraw(id);
        }
        service.engine().stop(now);
        forget(id);
        service.retract(host.map());
        host.log(LogLevel.NOTICE, "SERV", "Service engine unloaded: " + service.description().name());
        if (service.description().synchronises()) {
            host.servicesChanged();
        }
    }

    private void forget(int id) {
        quorumListeners.removeAll(contexts[id].listeners);
        services[id] = null;
        contexts[id] = null;
    }

    /**
     * @param factory a factory
     * @return the id of the engine that it made, or -1
     */
    public int loadedFrom(ServiceEngineFactory factory) {
        for (LoadedService s : services) {
            if (s != null && s.madeBy(factory)) {
                return s.description().id();
            }
        }
        return -1;
    }

    /**
     * @param id a service id
     * @return its engine, or null
     */
    public ServiceEngine engine(int id) {
        return id >= 0 && id < SERVICES_MAX && services[id] != null ? services[id].engine() : null;
    }

    /**
     * @param id a service id
     * @return who it is, or null
     */
    public EngineDescription description(int id) {
        return services[id] == null ? null : services[id].description();
    }

    /**
     * A message of group "a" in the total order.
     *
     * @param sender the originator
     * @param littleEndian whether the originator is
     * @param message the payload, position to limit
     * @param now the time
     */
    public void onMessage(int sender, boolean littleEndian, ByteBuffer message, long now) {
        nowNs = now;
        if (!littleEndian || message.remaining() < REQUEST_HEADER) {
            unknownMessages++;
            return;
        }
        message.order(ByteOrder.LITTLE_ENDIAN);
        int id = message.getInt(message.position());
        int service = id >>> SERVICE_SHIFT;
        int function = id & FUNCTION_MASK;
        if (service >= SERVICES_MAX || services[service] == null
                || function >= services[service].description().functions()) {
            unknownMessages++;
            return;
        }
        services[service].countReceived(function);
        services[service].engine().onMessage(function, sender, message, now);
    }

    /**
     * Tells every engine of a configuration change.
     *
     * @param change the change
     * @param now the time
     */
    public void onMembership(Membership change, long now) {
        nowNs = now;
        for (LoadedService s : services) {
            if (s != null) {
                s.engine().onMembership(change, now);
            }
        }
    }

    /**
     * May a client connect?
     *
     * @param service the service id
     * @param uid its user
     * @param gid its group
     * @return 0 or a negative errno
     */
    public int admit(int service, int uid, int gid) {
        if (!host.ready()) {
            return EAGAIN;
        }
        if (engine(service) == null) {
            return ENOSYS;
        }
        if (uid == 0 || gid == 0 || granted("uid.", uid) || granted("gid.", gid)) {
            return 0;
        }
        host.log(LogLevel.ERROR, "MAIN", "Denied connection attempt from " + Integer.toUnsignedString(uid) + ":"
                + Integer.toUnsignedString(gid));
        return EACCES;
    }

    private boolean granted(String kind, int id) {
        IcMap map = host.map();
        String key = kind + Integer.toUnsignedString(id);
        return map.getExact("uidgid." + key, ValueType.UINT8, 0) == 1
                || map.getExact("uidgid.config." + key, ValueType.UINT8, 0) == 1;
    }

    /**
     * A client's channels are open.
     *
     * @param service the service id
     * @param session the client
     */
    public void onConnect(int service, ClientSession session) {
        if (services[service] == null) {
            session.disconnect();
            return;
        }
        services[service].sessions().add(session);
        services[service].engine().onConnect(session);
    }

    /**
     * A client's request.
     *
     * @param service the service id
     * @param session the client
     * @param request the message, at least its header
     * @param now the time
     */
    public void onRequest(int service, ClientSession session, ByteBuffer request, long now) {
        nowNs = now;
        LoadedService s = services[service];
        if (s == null) {
            session.disconnect();
            return;
        }
        request.order(ByteOrder.LITTLE_ENDIAN);
        int id = request.getInt(request.position());
        int length = request.remaining();
        if (length > host.longestMessage() || id < 0 || id >= s.engine().requests()) {
            refuse(session, CS_ERR_INVALID_PARAM);
        } else if (s.engine().gated(id) && (host.synchronising() || !host.roomFor(length))) {
            refuse(session, CS_ERR_TRY_AGAIN);
        } else {
            if (service == CMAP) {
                showCounters();
            }
            s.engine().onRequest(session, id, request, now);
        }
    }

    private void refuse(ClientSession session, int error) {
        errorReply.clear();
        errorReply.putInt(0, 0).putInt(8, RESPONSE_HEADER).putInt(16, error);
        session.respond(errorReply);
    }

    /**
     * A client is gone.
     *
     * @param service the service id
     * @param session the client
     * @param now the time
     */
    public void onDisconnect(int service, ClientSession session, long now) {
        nowNs = now;
        LoadedService s = services[service];
        if (s != null && s.sessions().remove(session)) {
            s.engine().onDisconnect(session, now);
        }
    }

    /** Recomputes who has to hold back; to be called when synchronisation or the queue's level changed. */
    public void updateFlowControl() {
        boolean congested = host.congested();
        for (LoadedService s : services) {
            if (s != null && s.description().ipcName() != null) {
                boolean held = congested || s.description().flowControlled() && host.synchronising();
                if (s.flowControl(held ? 2 : 0)) {
                    host.flowControl(s.description().id(), held ? 2 : 0);
                }
            }
        }
    }

    /** Brings the counters in the map up to date. */
    public void showCounters() {
        for (LoadedService s : services) {
            if (s != null) {
                s.showCounters(host.map());
            }
        }
    }

    /** @return when {@link #onDeadline} wants to be called */
    public long nextDeadlineNs() {
        long next = ServiceEngine.NO_DEADLINE;
        for (LoadedService s : services) {
            if (s != null) {
                next = Math.min(next, s.engine().nextDeadlineNs());
            }
        }
        return next;
    }

    /**
     * @param now the time
     */
    public void onDeadline(long now) {
        nowNs = now;
        for (int i = 0; i < SERVICES_MAX; i++) {
            if (services[i] != null && services[i].engine().nextDeadlineNs() <= now) {
                services[i].engine().onDeadline(now);
            }
        }
    }

    /** @return messages that no loaded engine takes, malformed ones included */
    public long unknownMessages() {
        return unknownMessages;
    }

    /** @return the quorum as last decided */
    public QuorumState quorum() {
        return quorum;
    }

    /** One engine's sight of the node. */
    private final class Context implements EngineContext {
        private final int service;
        private final List<QuorumListener> listeners = new ArrayList<>();

        Context(int service) {
            this.service = service;
        }

        @Override
        public int dialect() {
            return host.dialect();
        }

        @Override
        public int localNodeId() {
            return host.localNodeId();
        }

        @Override
        public IcMap map() {
            return host.map();
        }

        @Override
        public RingIdentity ring() {
            return host.ring();
        }

        @Override
        public boolean multicast(ByteBuffer message) {
            int function = message.getInt(message.position()) & FUNCTION_MASK;
            if (!host.multicastService(message)) {
                return false;
            }
            if (services[service] != null) {
                services[service].countSent(function);
            }
            return true;
        }

        @Override
        public boolean synchronising() {
            return host.synchronising();
        }

        @Override
        public void log(LogLevel level, String subsystem, String text) {
            host.log(level, subsystem, text);
        }

        @Override
        public QuorumState quorum() {
            return quorum;
        }

        @Override
        public void quorumDecided(QuorumState state) {
            quorum = state;
            for (QuorumListener listener : List.copyOf(quorumListeners)) {
                listener.onQuorum(state, nowNs);
            }
        }

        @Override
        public void onQuorum(QuorumListener listener) {
            listeners.add(listener);
            quorumListeners.add(listener);
        }

        @Override
        public List<InetAddress> addresses(int nodeId) {
            return host.addresses(nodeId);
        }

        @Override
        public List<LinkStatus> links() {
            return host.links();
        }

        @Override
        public boolean reachable(int nodeId) {
            return host.reachable(nodeId);
        }

        @Override
        public <T> Optional<T> ability(Class<T> type) {
            return host.ability(type);
        }
    }
}
