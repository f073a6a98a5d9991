package org.choros.node.services;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.function.LongSupplier;

import org.choros.spi.cmap.IcMap;
import org.choros.spi.cmap.ValueType;
import org.choros.spi.engine.ClientSession;
import org.choros.spi.engine.EngineDescription;
import org.choros.spi.engine.EngineException;
import org.choros.spi.engine.Membership;
import org.choros.spi.engine.QuorumListener;
import org.choros.spi.engine.QuorumState;
import org.choros.spi.engine.RingIdentity;
import org.choros.spi.engine.ServiceEngine;
import org.choros.spi.engine.ServiceEngineFactory;
import org.choros.spi.log.LogLevel;

/**
 * The engines of one processor by service id: loads and unloads them, hands them ordered messages, client requests and
 * deadlines, keeps their gates and counters. An engine that throws harms nobody else. Pure; for the ring thread.
 */
public final class ServiceTable {
    /** Service ids are below this. */
    public static final int SERVICES_MAX = 64;
    /** The answer of {@link #failed} when no engine is to be unloaded. */
    public static final int NONE = -1;

    private static final int REQUEST_HEADER = 16;
    private static final int SERVICE_SHIFT = 16;
    private static final int FUNCTION_MASK = 0xFFFF;
    private static final int CMAP = 0;

    private static final int EAGAIN = -11;
    private static final int EACCES = -13;
    private static final int ENOSYS = -38;

    /** Who wants to know of quorum. */
    private record Subscription(int service, QuorumListener listener) {
    }

    private final ServiceHost host;
    private final LoadedService[] services = new LoadedService[SERVICES_MAX];
    private final EngineFailures failures;
    private final ClientKeys clients;
    private final RequestGate gate;
    private final List<Subscription> subscriptions = new ArrayList<>();
    private QuorumState quorum = new QuorumState(true, RingIdentity.NONE, new int[0], false);
    private int provider = NONE;
    private long nowNs;
    private long unknownMessages;

    /**
     * @param host the processor
     */
    public ServiceTable(ServiceHost host) {
        this.host = host;
        failures = new EngineFailures(host, services);
        clients = new ClientKeys(host);
        gate = new RequestGate(host, services, failures, clients);
    }

    /** Publishes the totals of clients; to be called once, when the map is there. */
    public void start() {
        clients.start();
    }

    /**
     * Loads an engine and opens its IPC socket.
     *
     * @param factory makes it
     * @param now the time
     * @throws EngineException when it refuses to start or cannot; nothing of it stays
     */
    public void load(ServiceEngineFactory factory, long now) throws EngineException {
        nowNs = now;
        EngineDescription d = factory.description(host.dialect());
        checkFree(d);
        start(factory, d, now);
        host.log(LogLevel.NOTICE, "SERV", "Service engine loaded: " + d.name() + " [" + d.id() + "]");
        if (d.ipcName() != null) {
            host.publish(d.ipcName(), d.id());
        }
        if (d.synchronises()) {
            host.servicesChanged();
        }
    }

    // Ids, keys and IPC names are names: what two engines would share, clients and other nodes could not tell apart.
    private void checkFree(EngineDescription d) throws EngineException {
        for (LoadedService s : services) {
            if (s == null) {
                continue;
            }
            String shared = shared(s.description(), d);
            if (shared != null) {
                throw new EngineException(shared + " is taken by " + s.description().name());
            }
        }
    }

    private static String shared(EngineDescription a, EngineDescription b) {
        if (a.id() == b.id()) {
            return "service id " + b.id();
        }
        if (a.key().equals(b.key())) {
            return "key " + b.key();
        }
        return b.ipcName() != null && b.ipcName().equals(a.ipcName()) ? "IPC name " + b.ipcName() : null;
    }

    private void start(ServiceEngineFactory factory, EngineDescription d, long now) throws EngineException {
        try {
            LoadedService service = new LoadedService(factory, d, host, this);
            services[d.id()] = service;
            service.create();
            service.announce(host.map());
            service.engine().start(now);
        } catch (EngineException e) {
            forget(d.id());
            throw e;
        } catch (RuntimeException | LinkageError e) {
            forget(d.id());
            throw new EngineException(e.toString());
        }
    }

    /**
     * Unloads an engine: its clients are disconnected, then it may say goodbye. Where it was the quorum provider, the
     * node is without quorum until another one decides.
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
        try {
            service.engine().stop(now);
        } catch (RuntimeException | LinkageError e) {
            failures.failed(service, "stop", e);
        }
        forget(id);
        host.log(LogLevel.NOTICE, "SERV", "Service engine unloaded: " + service.description().name());
        if (id == provider) {
            provider = NONE;
            quorum = new QuorumState(false, quorum.ring(), quorum.members(), true);
            tellQuorum();
        }
        if (service.description().synchronises()) {
            host.servicesChanged();
        }
    }

    private void forget(int id) {
        gate.forget(id);
        subscriptions.removeIf(s -> s.service() == id);
        if (services[id] != null) {
            services[id].retract(host.map());
            services[id] = null;
        }
    }

    /**
     * @return the id of an engine that has thrown so often that it is to be unloaded, or {@link #NONE}
     */
    public int failed() {
        return failures.next();
    }

    /** @return how often engines have thrown */
    public long failures() {
        return failures.count();
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
        return NONE;
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

    // --- the ring

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
        LoadedService s = services[service];
        s.countReceived(function);
        s.given(host.position());
        try {
            s.engine().onMessage(function, sender, message, now);
        } catch (RuntimeException | LinkageError e) {
            failures.failed(s, "onMessage", e);
        }
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
                try {
                    s.engine().onMembership(change, now);
                } catch (RuntimeException | LinkageError e) {
                    failures.failed(s, "onMembership", e);
                }
            }
        }
    }

    /**
     * A synchronisation begins.
     *
     * @param id the service that takes part
     * @param change the regular configuration
     * @param now the time
     */
    public void syncInit(int id, Membership change, long now) {
        nowNs = now;
        LoadedService s = services[id];
        if (s != null) {
            try {
                s.engine().syncInit(change, now);
            } catch (RuntimeException | LinkageError e) {
                failures.failed(s, "syncInit", e);
            }
        }
    }

    /**
     * A turn of a service; one that throws is done, because the others wait at the barrier.
     *
     * @param id the service
     * @param now the time
     * @return whether it has sent everything
     */
    public boolean syncProcess(int id, long now) {
        nowNs = now;
        LoadedService s = services[id];
        try {
            return s == null || s.engine().syncProcess(now);
        } catch (RuntimeException | LinkageError e) {
            failures.failed(s, "syncProcess", e);
            return true;
        }
    }

    /**
     * All members have sent their state.
     *
     * @param id the service
     * @param now the time
     */
    public void syncActivate(int id, long now) {
        nowNs = now;
        LoadedService s = services[id];
        if (s != null) {
            s.given(host.position());
            try {
                s.engine().syncActivate(now);
            } catch (RuntimeException | LinkageError e) {
                failures.failed(s, "syncActivate", e);
            }
        }
    }

    /**
     * The membership changed in a service's turn.
     *
     * @param id the service
     */
    public void syncAbort(int id) {
        LoadedService s = services[id];
        if (s != null) {
            try {
                s.engine().syncAbort();
            } catch (RuntimeException | LinkageError e) {
                failures.failed(s, "syncAbort", e);
            }
        }
    }

    /**
     * Every member has what was delivered up to a position.
     *
     * @param position the position
     * @param now the time
     */
    public void onStable(long position, long now) {
        nowNs = now;
        for (LoadedService s : services) {
            if (s != null && s.becomesStable(position)) {
                try {
                    s.engine().onStable(position, now);
                } catch (RuntimeException | LinkageError e) {
                    failures.failed(s, "onStable", e);
                }
            }
        }
    }

    /**
     * All services have synchronised.
     *
     * @param now the time
     */
    public void onSynchronised(long now) {
        nowNs = now;
        for (LoadedService s : services) {
            if (s != null && s.description().synchronises()) {
                try {
                    s.engine().onSynchronised(now);
                } catch (RuntimeException | LinkageError e) {
                    failures.failed(s, "onSynchronised", e);
                }
            }
        }
    }

    /**
     * The configuration was read again.
     *
     * @param keys the keys that changed
     * @param now the time
     */
    public void onConfigurationChanged(SortedSet<String> keys, long now) {
        nowNs = now;
        SortedSet<String> shown = Collections.unmodifiableSortedSet(keys);
        for (LoadedService s : services) {
            if (s != null) {
                try {
                    s.engine().onConfigurationChanged(shown, now);
                } catch (RuntimeException | LinkageError e) {
                    failures.failed(s, "onConfigurationChanged", e);
                }
            }
        }
    }

    // --- clients

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
        LoadedService s = services[service];
        if (s == null) {
            session.disconnect();
            return;
        }
        clients.connected(service, session);
        try {
            s.engine().onConnect(session);
        } catch (RuntimeException | LinkageError e) {
            failures.failed(s, "onConnect", e);
            session.disconnect();
        }
    }

    /**
     * A client's request. A client whose engine throws is disconnected: it will not get an answer. A request that
     * nobody answers, and that has to wait, is kept until {@link #takeHeld}, with all that its client sends behind it.
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
        if (service == CMAP) {
            showCounters();
        }
        if (gate.onRequest(s, session, request.order(ByteOrder.LITTLE_ENDIAN), now)) {
            updateFlowControl();
        }
    }

    /**
     * Takes what had to wait and need not any more; to be called after everything that may have made room or ended a
     * synchronisation.
     *
     * @param now the time
     */
    public void takeHeld(long now) {
        nowNs = now;
        if (gate.isHolding() && gate.takeHeld(now)) {
            updateFlowControl();
        }
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
        boolean known = clients.client(session) != null;
        clients.disconnected(session);
        if (gate.isHolding()) {
            gate.forget(session);
            updateFlowControl();
        }
        if (s != null && known) {
            try {
                s.engine().onDisconnect(session, now);
            } catch (RuntimeException | LinkageError e) {
                failures.failed(s, "onDisconnect", e);
            }
        }
    }

    /** Recomputes who has to hold back: when synchronisation, the queue's level or what is held here has changed. */
    public void updateFlowControl() {
        boolean congested = host.congested();
        for (LoadedService s : services) {
            if (s != null && s.description().ipcName() != null) {
                boolean blocked = congested || s.description().flowControlled() && host.synchronising()
                        || gate.isHolding(s.description().id());
                // told again when it stays so: who has connected since does not know
                if (s.flowControl(blocked ? 2 : 0) || blocked) {
                    host.flowControl(s.description().id(), blocked ? 2 : 0);
                }
            }
        }
    }

    /** Tells a server of clients that is new who has to hold back. */
    public void repeatFlowControl() {
        for (LoadedService s : services) {
            if (s != null) {
                s.flowControl(0);
            }
        }
        updateFlowControl();
    }

    /** Brings the counters of messages and clients in the map up to date. */
    public void showCounters() {
        for (LoadedService s : services) {
            if (s != null) {
                s.showCounters(host.map());
            }
        }
        clients.refresh();
    }

    /**
     * Asks all engines, each time, so that they end side by side.
     *
     * @param now the time
     * @return whether none of them needs the ring any more
     */
    public boolean leaving(long now) {
        nowNs = now;
        boolean all = true;
        for (LoadedService s : services) {
            if (s != null) {
                try {
                    all &= s.engine().leaving(now);
                } catch (RuntimeException | LinkageError e) {
                    failures.failed(s, "leaving", e);
                }
            }
        }
        return all;
    }

    // --- time

    /** @return when {@link #onDeadline} wants to be called */
    public long nextDeadlineNs() {
        long next = ServiceEngine.NO_DEADLINE;
        for (LoadedService s : services) {
            if (s != null) {
                next = Math.min(next, deadline(s));
            }
        }
        return next;
    }

    private long deadline(LoadedService s) {
        try {
            return s.engine().nextDeadlineNs();
        } catch (RuntimeException | LinkageError e) {
            failures.failed(s, "nextDeadlineNs", e);
            return ServiceEngine.NO_DEADLINE;
        }
    }

    /**
     * @param now the time
     */
    public void onDeadline(long now) {
        nowNs = now;
        for (LoadedService s : services) {
            if (s != null && deadline(s) <= now) {
                try {
                    s.engine().onDeadline(now);
                } catch (RuntimeException | LinkageError e) {
                    failures.failed(s, "onDeadline", e);
                }
            }
        }
    }

    // --- what contexts ask for

    void countSent(int service, int function) {
        if (services[service] != null) {
            services[service].countSent(function);
        }
    }

    EngineFailures failing() {
        return failures;
    }

    void counter(int service, String name, LongSupplier source) {
        if (services[service] != null) {
            services[service].counters().add(name, source);
        }
    }

    void onQuorum(int service, QuorumListener listener) {
        subscriptions.add(new Subscription(service, listener));
    }

    void quorumDecided(int service, QuorumState state) {
        provider = service;
        quorum = state;
        tellQuorum();
    }

    private void tellQuorum() {
        QuorumState told = quorum;
        for (Subscription s : List.copyOf(subscriptions)) {
            try {
                s.listener().onQuorum(told, nowNs);
            } catch (RuntimeException | LinkageError e) {
                if (services[s.service()] != null) {
                    failures.failed(services[s.service()], "onQuorum", e);
                }
            }
        }
    }

    /** @return whether requests wait that could not be taken, nor refused */
    public boolean holdsRequests() {
        return gate.isHolding();
    }

    /** @return messages that no loaded engine takes, malformed ones included */
    public long unknownMessages() {
        return unknownMessages;
    }

    /** @return the quorum as last decided */
    public QuorumState quorum() {
        return quorum;
    }
}
