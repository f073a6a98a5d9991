package org.choros.map.service;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

import org.choros.base.ChorosException;
import org.choros.base.CsError;
import org.choros.base.RingId;
import org.choros.base.Tracking;
import org.choros.cpg.Cpg;
import org.choros.cpg.CpgGroup;
import org.choros.cpg.CpgListener;
import org.choros.cpg.CpgMember;
import org.choros.cpg.CpgMessage;
import org.choros.cpg.CpgView;
import org.choros.map.MapEntry;
import org.choros.map.MapListener;
import org.choros.map.MapStatistics;
import org.choros.map.MapVersion;
import org.choros.map.QuorumPolicy;
import org.choros.map.ReplicatedMap;
import org.choros.map.WriteResult;
import org.choros.map.core.Item;
import org.choros.map.core.MapLimits;
import org.choros.map.core.MapOutput;
import org.choros.map.core.MapReplica;
import org.choros.map.core.Operation;
import org.choros.map.core.Outcome;
import org.choros.quorum.Quorum;

/**
 * A replica in a process group. One lock is around it; events of group and quorum, and calls, take it for as long as it
 * takes to do them, and nobody is called under it but {@link CpgGroup#send}, which does not wait.
 */
public final class GroupMap implements ReplicatedMap {
    private static final long JOIN_LIMIT_NS = TimeUnit.SECONDS.toNanos(30);
    private static final long JOIN_PAUSE_NS = TimeUnit.MILLISECONDS.toNanos(10);

    private final String name;
    private final QuorumPolicy policy;
    private final Runnable release;
    private final Object lock = new Object();
    private final Results results;
    private final EventPump events;
    private final MapReplica replica;
    private final ArrayDeque<Runnable> early = new ArrayDeque<>();
    private CompletableFuture<Void> ready = new CompletableFuture<>();
    private final List<Runnable> readiness = new ArrayList<>();
    private final AtomicLong failed = new AtomicLong();
    private long life = 1;
    private CpgGroup group;
    private Tracking quorumTracking;
    private boolean closed;

    /**
     * @param name its name, which is valid
     * @param policy where it may be written
     * @param release called once when it was closed
     */
    GroupMap(String name, QuorumPolicy policy, Runnable release) {
        this.name = name;
        this.policy = policy;
        this.release = release;
        results = new Results(name);
        events = new EventPump(name, EventPump.MAX);
        replica = new MapReplica(policy, MapLimits.STANDARD, ThreadLocalRandom.current().nextLong(), new Output());
    }

    /**
     * Joins the group of a map.
     *
     * @param name its name, which is valid
     * @param policy where it may be written
     * @param cpg in no group
     * @param quorum nobody's tracking yet
     * @param release called once when the map was closed
     * @return the map
     * @throws ChorosException when that cannot be
     */
    public static GroupMap open(String name, QuorumPolicy policy, Cpg cpg, Quorum quorum, Runnable release)
            throws ChorosException {
        Checks.name(name);
        GroupMap map = new GroupMap(name, policy, release);
        map.join(cpg, quorum);
        return map;
    }

    private void join(Cpg cpg, Quorum quorum) throws ChorosException {
        if (policy == QuorumPolicy.QUORATE && quorum.hasProvider()) {
            quorumTracking = quorum.track((quorate, ring, members) -> in(() -> replica.quorum(quorate, ring.seq())));
        } else {
            replica.quorumAlways();
        }
        String groupName = "choros.map." + (policy == QuorumPolicy.QUORATE ? "q." : "a.") + name;
        try {
            CpgGroup joined = patiently(cpg, groupName);
            locked(() -> {
                group = joined;
                replica.joined(joined.self());
                while (!early.isEmpty()) {
                    early.poll().run();
                }
            });
        } catch (ChorosException e) {
            end();
            throw e;
        }
    }

    private CpgGroup patiently(Cpg cpg, String groupName) throws ChorosException {
        long end = System.nanoTime() + JOIN_LIMIT_NS;
        while (true) {
            try {
                return cpg.join(groupName, new Ear());
            } catch (ChorosException e) {
                if (e.error() != CsError.TRY_AGAIN || System.nanoTime() - end > 0
                        || Thread.currentThread().isInterrupted()) {
                    throw e;
                }
                LockSupport.parkNanos(JOIN_PAUSE_NS);
            }
        }
    }

    /** An event; until we know who we are it waits. */
    private void in(Runnable event) {
        locked(() -> {
            if (group == null) {
                early.add(event);
            } else if (!closed) {
                event.run();
            }
        });
    }

    private void locked(Runnable what) {
        List<Runnable> ends;
        synchronized (lock) {
            what.run();
            ends = new ArrayList<>(results.take());
            ends.addAll(readiness);
            readiness.clear();
        }
        ends.forEach(Runnable::run);
    }

    /** Events of the group. */
    private final class Ear implements CpgListener {
        @Override
        public void delivered(CpgMessage message) {
            in(() -> replica.message(message.sender(), message.bytes()));
        }

        @Override
        public void changed(CpgView view) {
            in(() -> replica.view(view.members()));
        }

        @Override
        public void ring(RingId ringId, int[] members) {
            in(() -> replica.ring(ringId.seq()));
        }

        @Override
        public void lost() {
            in(GroupMap.this::gone);
        }

        @Override
        public void rejoined(CpgMember self) {
            in(() -> {
                life++;
                replica.joined(self);
            });
        }
    }

    private void gone() {
        boolean was = replica.ready();
        replica.lost();
        if (was) {
            ready = new CompletableFuture<>();
            events.tell(MapListener::lost);
        }
    }

    /** What the replica wants, under the lock. */
    private final class Output implements MapOutput {
        @Override
        public void send(byte[] message) {
            long of = life;
            group.send(message).whenComplete((nothing, e) -> {
                if (e != null) {
                    unsent(of);
                }
            });
        }

        @Override
        public void changed(String key, Item before, Item now) {
            if (events.idle()) {
                return;
            }
            if (before == null) {
                events.tell(l -> l.added(now.entry(key)));
            } else if (now == null) {
                events.tell(l -> l.removed(before.entry(key)));
            } else {
                events.tell(l -> l.updated(before.entry(key), now.entry(key)));
            }
        }

        @Override
        public void done(long request, Outcome outcome) {
            results.done(request, outcome);
        }

        @Override
        public void failed(long request, CsError error, String why) {
            results.failed(request, error, why);
        }

        @Override
        public void synchronised() {
            CompletableFuture<Void> now = ready;
            readiness.add(() -> now.complete(null));
            events.tell(MapListener::synchronised);
        }

        @Override
        public void writable(boolean possible) {
            events.tell(l -> l.writable(possible));
        }
    }

    /**
     * A message cannot be sent. Without it the others would wait for us, so this life of the membership is over.
     * Told by whatever thread, perhaps under the lock.
     */
    private void unsent(long of) {
        if (failed.getAndSet(of) != of) {
            Thread thread = new Thread(() -> in(() -> {
                if (of == life) {
                    gone();
                }
            }), "choros-map-" + name + "-lost");
            thread.setDaemon(true);
            thread.start();
        }
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public QuorumPolicy policy() {
        return policy;
    }

    @Override
    public boolean ready() {
        synchronized (lock) {
            return replica.ready();
        }
    }

    @Override
    public boolean writable() {
        synchronized (lock) {
            return replica.writable();
        }
    }

    @Override
    public CompletableFuture<Void> whenReady() {
        synchronized (lock) {
            return ready.copy();
        }
    }

    private ChorosException closedError() {
        return new ChorosException(CsError.BAD_HANDLE, "map " + name + " is closed");
    }

    private void checkReady() throws ChorosException {
        if (closed) {
            throw closedError();
        }
        if (!replica.ready()) {
            throw new ChorosException(CsError.TRY_AGAIN, "map " + name + " is not synchronised");
        }
    }

    @Override
    public Optional<MapEntry> get(String key) throws ChorosException {
        Item item;
        synchronized (lock) {
            checkReady();
            item = replica.get(key);
        }
        return Optional.ofNullable(item).map(i -> i.entry(key));
    }

    @Override
    public boolean containsKey(String key) throws ChorosException {
        synchronized (lock) {
            checkReady();
            return replica.get(key) != null;
        }
    }

    @Override
    public int size() throws ChorosException {
        synchronized (lock) {
            checkReady();
            return replica.entries().size();
        }
    }

    @Override
    public Map<String, MapEntry> snapshot() throws ChorosException {
        Map<String, MapEntry> copy = new LinkedHashMap<>();
        synchronized (lock) {
            checkReady();
            replica.entries().forEach((key, item) -> copy.put(key, item.entry(key)));
        }
        return copy;
    }

    @Override
    public CompletableFuture<WriteResult> put(String key, byte[] value) {
        return write(Operation.PUT, MapVersion.NONE, key, value);
    }

    @Override
    public CompletableFuture<WriteResult> putIfAbsent(String key, byte[] value) {
        return write(Operation.REPLACE, MapVersion.NONE, key, value);
    }

    @Override
    public CompletableFuture<WriteResult> replace(String key, MapVersion expected, byte[] value) {
        return write(Operation.REPLACE, expected, key, value);
    }

    @Override
    public CompletableFuture<WriteResult> remove(String key) {
        return write(Operation.REMOVE, MapVersion.NONE, key, null);
    }

    @Override
    public CompletableFuture<WriteResult> remove(String key, MapVersion expected) {
        return write(Operation.REMOVE_VERSION, expected, key, null);
    }

    @Override
    public CompletableFuture<WriteResult> clear() {
        return write(Operation.CLEAR, MapVersion.NONE, "", null);
    }

    private CompletableFuture<WriteResult> write(Operation operation, MapVersion expected, String key, byte[] value) {
        CsError wrong = Checks.wrong(operation == Operation.CLEAR, key, value);
        if (wrong != CsError.OK) {
            return CompletableFuture.failedFuture(
                    new ChorosException(wrong, "map " + name + ": this key or value cannot be"));
        }
        byte[] copy = value == null ? null : value.clone();
        List<CompletableFuture<WriteResult>> made = new ArrayList<>(1);
        locked(() -> {
            if (!closed) {
                made.add(results.of(replica.write(operation, expected, key, copy)));
            }
        });
        return made.isEmpty() ? CompletableFuture.failedFuture(closedError()) : made.get(0);
    }

    @Override
    public Tracking listen(MapListener listener) {
        synchronized (lock) {
            List<Consumer<MapListener>> first = new ArrayList<>();
            if (replica.ready()) {
                replica.entries().forEach((key, item) -> first.add(l -> l.added(item.entry(key))));
                first.add(MapListener::synchronised);
            }
            if (replica.writable()) {
                first.add(l -> l.writable(true));
            }
            events.add(listener, first);
        }
        return () -> events.remove(listener);
    }

    @Override
    public MapStatistics statistics() {
        synchronized (lock) {
            return new MapStatistics(replica.members(), replica.entries().size(), replica.bytes(), replica.tombstones(),
                    replica.pending(), replica.bad(), replica.takenOver(), events.failures(), events.missed());
        }
    }

    @Override
    public void close() {
        CpgGroup left;
        synchronized (lock) {
            if (closed) {
                return;
            }
            left = group;
        }
        end();
        if (left != null) {
            try {
                left.leave();
            } catch (ChorosException e) {
                // busy or gone: the others hear of our end when the client is closed
                System.getLogger("org.choros.map").log(System.Logger.Level.DEBUG, "map " + name + " does not leave", e);
            }
        }
        release.run();
    }

    private void end() {
        locked(() -> {
            closed = true;
            boolean was = replica.ready();
            CompletableFuture<Void> never = was ? CompletableFuture.failedFuture(closedError()) : ready;
            readiness.add(() -> never.completeExceptionally(closedError()));
            ready = never;
            replica.close(CsError.BAD_HANDLE, "the map is closed");
        });
        events.close();
        if (quorumTracking != null) {
            try {
                quorumTracking.close();
            } catch (ChorosException e) {
                // the listener is off all the same
                System.getLogger("org.choros.map").log(System.Logger.Level.DEBUG, "map " + name, e);
            }
        }
    }
}
