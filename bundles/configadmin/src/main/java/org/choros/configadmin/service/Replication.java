package org.choros.configadmin.service;

import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

import org.choros.base.ChorosException;
import org.choros.base.CsError;
import org.choros.configadmin.ConfigReplication;
import org.choros.configadmin.ReplicationStatistics;
import org.choros.configadmin.core.ConfigRecord;
import org.choros.configadmin.core.Content;
import org.choros.configadmin.core.Memory;
import org.choros.configadmin.core.Replicator;
import org.choros.configadmin.core.ReplicatorOutput;
import org.choros.map.MapEntry;
import org.choros.map.MapListener;
import org.choros.map.MapVersion;
import org.choros.map.QuorumPolicy;
import org.choros.map.ReplicatedMap;
import org.choros.map.WriteResult;

/** A container's configurations and a map, brought together by one thread. */
final class Replication implements ConfigReplication, AutoCloseable {
    /** Most deletions that are remembered. */
    static final int DELETIONS_MAX = 16_384;
    /** Most writes under way. */
    private static final int WRITES_MAX = 256;
    private static final long RETRY_MS = 2_000;

    private final String name;
    private final ConfigStore store;
    private final MemoryFile file;
    private final Replicator replicator;
    private final Marks marks = new Marks();
    private final Tally tally;
    private final Thread thread;
    private final Set<String> waiting = new LinkedHashSet<>();
    private int writes;
    private MapSource source;
    private volatile MapSource wanted;
    private volatile ReplicatedMap map;
    private volatile boolean synchronised;

    /** Opens the map. */
    interface MapSource {
        ReplicatedMap open() throws ChorosException;
    }

    Replication(String name, QuorumPolicy policy, ConfigStore store, MemoryFile file, int deletionsMax) {
        this.name = name;
        this.store = store;
        this.file = file;
        this.tally = new Tally(name);
        Memory memory;
        try {
            memory = file.load();
        } catch (IOException e) {
            tally.complain("", "what was known is lost: this container takes over what the others have", e);
            memory = new Memory();
        }
        replicator = new Replicator(policy, memory, deletionsMax, new Effects());
        thread = new Thread(this::run, "choros-configadmin-" + name);
        thread.setDaemon(true);
    }

    /** Begins; the store is read before anything else. */
    Replication start() {
        marks.all();
        thread.start();
        return this;
    }

    /** Something has happened to a configuration here. For all threads, waits for nothing. */
    void event(String pid, boolean deleted) {
        marks.event(pid, deleted);
    }

    /** From now on the map is opened there. */
    void attach(MapSource to) {
        wanted = to;
        marks.task(() -> {
        });
    }

    /** The map is not there any more, if it was that. */
    void detach(MapSource from) {
        if (wanted == from) {
            wanted = null;
            marks.task(() -> {
            });
        }
    }

    @Override
    public String map() {
        return name;
    }

    @Override
    public boolean synchronised() {
        return synchronised;
    }

    @Override
    public ReplicationStatistics statistics() {
        return tally.statistics();
    }

    private void run() {
        try {
            Marks.Batch batch = marks.take(0);
            while (batch != null) {
                boolean opened = connect();
                look(batch);
                save();
                batch = marks.take(opened ? 0 : RETRY_MS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            disconnect();
        }
    }

    /** Whether the map is as it is wanted. */
    private boolean connect() {
        MapSource now = wanted;
        if (now == source) {
            return true;
        }
        disconnect();
        if (now == null) {
            return true;
        }
        try {
            ReplicatedMap opened = now.open();
            source = now;
            map = opened;
            opened.listen(new Ear());
            tally.fine("");
            return true;
        } catch (ChorosException | IllegalStateException e) {
            tally.complain("", "the map cannot be opened, which is tried again", e);
            return false;
        }
    }

    private void disconnect() {
        ReplicatedMap left = map;
        map = null;
        source = null;
        synchronised = false;
        if (left != null) {
            left.close();
        }
    }

    private void save() {
        try {
            file.save(replicator.memory());
        } catch (IOException e) {
            tally.complain("", "what is known cannot be saved", e);
        }
        tally.known(replicator.memory());
    }

    private void look(Marks.Batch batch) {
        batch.tasks.forEach(Runnable::run);
        batch.forgotten.forEach(replicator::forgotten);
        Set<String> names = new LinkedHashSet<>();
        batch.events.forEach((pid, deleted) -> event(pid, deleted, names));
        names.addAll(batch.names);
        ReplicatedMap now = map;
        try {
            if (batch.all) {
                names.addAll(store.scan());
                names.addAll(replicator.memory().keys());
                if (now != null) {
                    names.addAll(now.snapshot().keySet());
                }
            }
            for (String each : names) {
                if (now != null && store.has(each)) {
                    reconcile(each, now.get(each));
                }
            }
        } catch (ChorosException e) {
            // not synchronised: when it is, all are looked at
            System.getLogger(Tally.LOGGER).log(System.Logger.Level.DEBUG, "map " + name + " cannot be read", e);
        } catch (IOException | IllegalStateException e) {
            tally.complain("", "the configurations cannot be read", e);
        }
    }

    private void event(String pid, boolean deleted, Set<String> names) {
        try {
            ConfigStore.Change change = store.event(pid, deleted);
            if (change != null) {
                names.add(change.name());
                if (change.gone()) {
                    replicator.deleted(change.name());
                }
            }
        } catch (IOException | IllegalStateException e) {
            tally.refused(pid, "cannot be read", e);
        }
    }

    private void reconcile(String key, Optional<MapEntry> mapped) {
        Content local;
        try {
            local = store.read(key);
        } catch (ConfigStore.VanishingException e) {
            // not to be taken for lost, and made again
            return;
        } catch (IOException | IllegalArgumentException | IllegalStateException e) {
            tally.refused(key, "is not replicated", e);
            return;
        }
        replicator.reconcile(key, local, mapped.orElse(null));
    }

    private void ended(String key, WriteResult result, Throwable failure) {
        writes--;
        waiting.forEach(marks::name);
        waiting.clear();
        if (failure == null) {
            replicator.written(key, result.done());
            marks.name(key);
            return;
        }
        replicator.failed(key);
        CsError error = failure instanceof ChorosException e ? e.error() : CsError.LIBRARY;
        switch (error) {
            case NO_SPACE, TOO_BIG, NAME_TOO_LONG, INVALID_PARAM ->
                tally.refused(key, "is refused by the map", failure);
            case QUEUE_FULL -> later(key);
            case BAD_OPERATION -> {
                // who was told that it is possible again may have found this write under way
                if (map != null && map.writable()) {
                    marks.name(key);
                }
            }
            default -> marks.name(key);
        }
    }

    private static boolean deletion(MapEntry entry) {
        ConfigRecord record = ConfigRecord.decode(entry.value());
        return record != null && record.version().deletion();
    }

    /** When another write has ended. */
    private void later(String key) {
        if (writes > 0) {
            waiting.add(key);
        } else {
            marks.name(key);
        }
    }

    @Override
    public void close() {
        marks.close();
    }

    /** Waits for the end, after {@link #close}. */
    void join(long timeoutMs) throws InterruptedException {
        thread.join(timeoutMs);
    }

    /** What the state machine has done. */
    private final class Effects implements ReplicatorOutput {
        @Override
        public boolean change(String key, Content content) {
            try {
                store.write(key, content);
                return true;
            } catch (IOException | RuntimeException e) {
                tally.refused(key, "is refused by ConfigAdmin", e);
                return false;
            }
        }

        @Override
        public boolean delete(String key) {
            try {
                store.delete(key);
                return true;
            } catch (IOException | RuntimeException e) {
                tally.refused(key, "cannot be deleted", e);
                return false;
            }
        }

        @Override
        public boolean write(String key, MapVersion expected, byte[] record) {
            ReplicatedMap to = map;
            if (to == null || !to.writable()) {
                return false;
            }
            if (writes >= WRITES_MAX) {
                waiting.add(key);
                return false;
            }
            writes++;
            to.replace(key, expected, record)
                    .whenComplete((result, failure) -> marks.task(() -> ended(key, result, failure)));
            return true;
        }

        @Override
        public void forget(String key) {
            ReplicatedMap from = map;
            try {
                MapEntry entry = from == null ? null : from.get(key).orElse(null);
                if (entry != null && deletion(entry)) {
                    // somebody else may be faster, and what fails is done when there is one more
                    from.remove(key, entry.version());
                }
            } catch (ChorosException e) {
                System.getLogger(Tally.LOGGER).log(System.Logger.Level.DEBUG, "map " + name + " cannot be read", e);
            }
        }

        @Override
        public void event(Event event, String key) {
            tally.event(event, key);
        }
    }

    /** What happens in the map. */
    private final class Ear implements MapListener {
        @Override
        public void added(MapEntry now) {
            marks.name(now.key());
        }

        @Override
        public void updated(MapEntry before, MapEntry now) {
            marks.name(now.key());
        }

        @Override
        public void removed(MapEntry before) {
            if (deletion(before)) {
                marks.forgotten(before.key());
            }
            marks.name(before.key());
        }

        @Override
        public void synchronised() {
            synchronised = true;
            marks.all();
        }

        @Override
        public void lost() {
            synchronised = false;
        }

        @Override
        public void writable(boolean possible) {
            if (possible) {
                marks.all();
            }
        }

        @Override
        public void missed(long events) {
            marks.all();
        }
    }
}
