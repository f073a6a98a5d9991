package org.choros.node;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

import org.choros.config.NodeSettings;
import org.choros.spi.cmap.IcMap;
import org.choros.spi.cmap.MapValue;
import org.choros.spi.cmap.StatsMap;
import org.choros.spi.config.ConfigurationException;
import org.choros.spi.config.ConfigurationSource;
import org.choros.spi.crypto.CryptoFactory;
import org.choros.spi.engine.ExpectedVotesStore;
import org.choros.spi.engine.NodeControl;
import org.choros.spi.engine.ServiceEngineFactory;
import org.choros.spi.ipc.IpcServerFactory;
import org.choros.spi.ipc.IpcSettings;
import org.choros.spi.log.LogLevel;
import org.choros.spi.transport.TransportException;
import org.choros.spi.transport.TransportFactory;
import org.choros.wire.totem.RingId;

/**
 * One processor with its threads, assembled from a configuration and the plug-ins that are present. The admin thread
 * reads files, waits for plug-ins and starts and ends things; the ring thread does everything else. Several nodes may
 * live in one JVM.
 */
public final class Node implements AutoCloseable {
    private static final int EXIT_LOGGING = 7;
    private static final int EXIT_FATAL = 15;
    private static final int EXIT_PID_FILE = 17;
    private static final int EXIT_RUNNING = 18;
    private static final int EXIT_RING_ID = 21;
    private static final int EXIT_KILLED = 255;
    private static final long CLOSE_LIMIT_S = 5;
    private static final long DRAIN_STEP_MS = 5;
    private static final int DRAIN_STEPS = 60;
    private static final long COUNTER_PERIOD_MS = 1_500;

    /**
     * How a node ended.
     *
     * @param status the daemon's exit status
     * @param message a text for standard error, or null
     */
    public record End(int status, String message) {
    }

    private final NodeOptions options;
    private final Plugins plugins;
    private final NodeLog log = new NodeLog();
    private final ScheduledExecutorService admin;
    private final CompletableFuture<End> end = new CompletableFuture<>();
    private final Consumer<Plugins.Change> pluginListener = this::pluginChanged;
    private final Map<Class<?>, Object> abilities = new HashMap<>();
    private final StatsMap stats = new StatsMap();
    private IcMap map;
    private NodeSettings settings;
    private PidFile pidFile;
    private RingIdStore ringIds;
    private volatile RingLoop loop;
    private volatile RingSide side;
    private String waitingFor = "";
    private boolean ending;

    private Node(NodeOptions options, Plugins plugins) {
        this.options = options;
        this.plugins = plugins;
        String name = "choros-admin" + (options.instance().isEmpty() ? "" : "-" + options.instance());
        this.admin = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        });
    }

    /**
     * Starts a node; it begins as soon as the plug-ins that its configuration needs are there.
     *
     * @param options where its files are
     * @param plugins the plug-ins, present and to come
     * @return the node
     */
    public static Node start(NodeOptions options, Plugins plugins) {
        Node node = new Node(options, plugins);
        plugins.listen(node.pluginListener);
        node.admin.execute(node::begin);
        return node;
    }

    /** @return completed when the node has ended: the daemon's exit status, and a text for standard error or null */
    public CompletableFuture<End> end() {
        return end;
    }

    // --- start, on the admin thread

    private void begin() {
        if (ending || settings != null) {
            return;
        }
        ConfigurationSource source = plugins.configurationSource(options.source());
        if (source == null) {
            waitFor("configuration source " + options.source());
            return;
        }
        map = new IcMap();
        List<String> warnings = new ArrayList<>();
        int dialect = 0;
        try {
            dialect = Settings.read(source, options, map);
            settings = Settings.check(map, dialect, warnings::add);
            log.open(plugins.log(), map, dialect);
        } catch (ConfigurationException e) {
            refuse(e, dialect, warnings);
            return;
        } catch (IllegalArgumentException e) {
            finish(new End(EXIT_LOGGING, "parse error in config: " + e.getMessage() + "."));
            return;
        }
        if (enterSystem(warnings)) {
            prepare();
            beginRing();
        }
    }

    // A wrong text is reported raw, as nothing is known of logging yet; a wrong meaning through the log that it names.
    private void refuse(ConfigurationException e, int dialect, List<String> warnings) {
        if (dialect == 0 || e.exitStatus() == EXIT_LOGGING) {
            finish(new End(e.exitStatus(), e.getMessage()));
            return;
        }
        try {
            log.open(plugins.log(), map, dialect);
        } catch (IllegalArgumentException logFault) {
            finish(new End(EXIT_LOGGING, "parse error in config: " + logFault.getMessage() + "."));
            return;
        }
        banner(dialect);
        warnings.forEach(w -> log.log(LogLevel.WARNING, "MAIN", w));
        log.log(LogLevel.ERROR, "MAIN", e.getMessage());
        if (!e.advice().isEmpty()) {
            log.log(LogLevel.NOTICE, "MAIN", e.advice());
        }
        fatal(e.exitStatus());
    }

    private void banner(int dialect) {
        log.log(LogLevel.NOTICE, "MAIN", dialect == 2
                ? "Corosync Cluster Engine ('2.4.6'): started and ready to provide service."
                : "Corosync Cluster Engine 3.1.7 starting up");
        log.log(LogLevel.INFO, "MAIN", "Corosync built-in features: choros osgi");
    }

    private boolean enterSystem(List<String> warnings) {
        banner(settings.dialect());
        warnings.forEach(w -> log.log(LogLevel.WARNING, "MAIN", w));
        if (options.pidFile() != null) {
            try {
                pidFile = PidFile.take(options.pidFile(), ProcessHandle.current().pid());
            } catch (IOException e) {
                log.log(LogLevel.ERROR, "MAIN", "Cannot create pid file " + options.pidFile() + ": " + e);
                fatal(EXIT_PID_FILE);
                return false;
            }
            if (pidFile == null) {
                log.log(LogLevel.ERROR, "MAIN", "Another Corosync instance is already running.");
                fatal(EXIT_RUNNING);
                return false;
            }
        }
        return true;
    }

    private void prepare() {
        map.put("runtime.blackbox.dump_flight_data", MapValue.str("no"));
        map.put("runtime.blackbox.dump_state", MapValue.str("no"));
        if (settings.dialect() == 3) {
            map.put("runtime.force_gather", MapValue.str("no"));
        }
        abilities.put(NodeControl.class, new Control());
        abilities.put(ExpectedVotesStore.class, new VotesStore(stateDirectory(), admin, this::log));
        if (settings.dialect() == 3) {
            abilities.put(StatsMap.class, stats);
        }
        loop = new RingLoop("choros-ring" + (options.instance().isEmpty() ? "" : "-" + options.instance()));
        Scheduling.apply(options, settings.system(), loop, this::log);
        side = new RingSide(loop, map, settings, new AdminSide());
        RingSide s = side;
        loop.execute(() -> watchMap(s));
        admin.scheduleAtFixedRate(() -> loop.execute(s::showPacketCounters), COUNTER_PERIOD_MS, COUNTER_PERIOD_MS,
                TimeUnit.MILLISECONDS);
    }

    private void watchMap(RingSide s) {
        int changes = IcMap.ADD | IcMap.MODIFY | IcMap.DELETE;
        map.track("logging.", changes | IcMap.PREFIX, (event, key, value, old) -> log.reconfigure());
        map.track("runtime.force_gather", changes, (event, key, value, old) -> {
            if (!"no".equals(map.getString(key, ""))) {
                loop.execute(() -> {
                    map.put(key, MapValue.str("no"));
                    s.gather();
                });
            }
        });
        map.track("runtime.blackbox.dump_state", changes, (event, key, value, old) -> {
            if (!"no".equals(map.getString(key, ""))) {
                loop.execute(() -> {
                    map.put(key, MapValue.str("no"));
                    StateDump.write(s.core(), this::log);
                });
            }
        });
    }

    /** Opens transport and crypto, or waits for them. */
    private void beginRing() {
        TransportFactory transport = plugins.transport(settings.transport());
        if (transport == null) {
            waitFor("transport " + settings.transport());
            return;
        }
        CryptoFactory crypto = plugins.crypto(options.cryptoProvider(), settings.crypto());
        if (crypto == null) {
            waitFor("crypto " + settings.crypto().cipher() + "/" + settings.crypto().hash()
                    + (options.cryptoProvider() == null ? "" : " of provider " + options.cryptoProvider()));
            return;
        }
        waitingFor = "";
        log.log(LogLevel.NOTICE, "TOTEM", "Initializing transport (" + Settings.transportName(settings) + ").");
        if (settings.dialect() == 2) {
            log.log(LogLevel.NOTICE, "TOTEM", "Initializing transmit/receive security (NSS) crypto: "
                    + settings.crypto().cipher() + " hash: " + settings.crypto().hash());
        }
        loop.execute(() -> {
            try {
                map.put("runtime.choros.transport.state", MapValue.str("open"));
                var packetCrypto = crypto.create(settings.crypto());
                side.path().crypto(packetCrypto);
                side.config(Settings.ring(settings, packetCrypto.overhead()));
                side.path().open(transport, settings.transportSettings());
            } catch (TransportException | IllegalArgumentException e) {
                log(LogLevel.ERROR, "TOTEM", e.getMessage());
                admin.execute(() -> fatal(EXIT_FATAL));
            }
        });
    }

    private void waitFor(String what) {
        if (!what.equals(waitingFor)) {
            waitingFor = what;
            log.log(LogLevel.WARNING, "MAIN", "Waiting for " + what + ": no plug-in offers it yet.");
            RingLoop l = loop;
            if (l != null) {
                l.execute(() -> map.put("runtime.choros.transport.state", MapValue.str("waiting for " + what)));
            }
        }
    }

    private Path stateDirectory() {
        return options.stateDirectory() != null
                ? options.stateDirectory()
                : Path.of(settings.system().stateDirectory());
    }

    private IpcSettings ipcSettings() {
        boolean socket = "socket".equals(settings.system().ipcType());
        return new IpcSettings(instance(), socket ? IpcSettings.Type.SOCKET : IpcSettings.Type.SHARED_MEMORY,
                options.sharedMemory(), Files.exists(Path.of("/etc/libqb/force-filesystem-sockets")),
                Path.of("/tmp"), Settings.CONNECTIONS_MAX);
    }

    private String instance() {
        return options.instance().isEmpty() ? settings.instance() : options.instance();
    }

    // --- plug-ins that come and go

    private void pluginChanged(Plugins.Change change) {
        if (admin.isShutdown()) {
            return;
        }
        // A plug-in that goes must not be used any more when the caller goes on, so its removal is waited for.
        CompletableFuture<Void> done = new CompletableFuture<>();
        admin.execute(() -> {
            try {
                apply(change, done);
            } catch (RuntimeException e) {
                done.completeExceptionally(e);
                log.log(LogLevel.ERROR, "SERV", "A plug-in could not be " + (change.added() ? "taken" : "given back")
                        + ": " + e);
            }
        });
        if (!change.added()) {
            try {
                done.get(CLOSE_LIMIT_S, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (ExecutionException | TimeoutException e) {
                log.log(LogLevel.ERROR, "SERV", "A plug-in that goes is still in use: " + e);
            }
        }
    }

    private void apply(Plugins.Change change, CompletableFuture<Void> done) {
        if (ending || settings == null) {
            done.complete(null);
            if (!ending) {
                begin();
            }
            return;
        }
        Object factory = change.factory();
        RingSide s = side;
        loop.execute(() -> {
            if (factory instanceof ServiceEngineFactory engine) {
                if (change.added()) {
                    s.load(engine);
                } else {
                    s.unload(engine);
                }
            } else if (factory instanceof IpcServerFactory) {
                s.ipc(plugins.ipc(), ipcSettings());
            } else if (factory instanceof TransportFactory && !change.added()
                    && plugins.transport(settings.transport()) == null) {
                s.path().closeTransport();
            } else if (factory instanceof CryptoFactory && !change.added()) {
                s.path().crypto(null);
            }
            done.complete(null);
        });
        boolean ringPart = factory instanceof TransportFactory || factory instanceof CryptoFactory;
        if (ringPart && (change.added() ? !waitingFor.isEmpty() : true)) {
            beginRing();
        }
    }

    // --- end

    /** Ends the node in order because a signal asks for it. */
    public void shutdownBySignal() {
        admin.execute(() -> {
            if (!ending) {
                log.log(LogLevel.NOTICE, "MAIN", "Node was shut down by a signal");
                shutdown(new End(0, null));
            }
        });
    }

    private void shutdown(End how) {
        if (ending) {
            return;
        }
        ending = true;
        plugins.unlisten(pluginListener);
        if (side == null) {
            finish(how);
            return;
        }
        loop.execute(() -> {
            side.unloadAll();
            drain(how, DRAIN_STEPS);
        });
    }

    // What the engines said on unloading needs a token before we may leave; a ring that is stuck does not hold us.
    private void drain(End how, int steps) {
        if (steps > 0 && !side.drained()) {
            loop.schedule(() -> drain(how, steps - 1), TimeUnit.MILLISECONDS.toNanos(DRAIN_STEP_MS));
            return;
        }
        side.leaveAndClose();
        admin.execute(() -> finish(how));
    }

    private void fatal(int status) {
        log.log(LogLevel.ERROR, "MAIN", "Corosync Cluster Engine exiting with status " + status + " at "
                + Node.class.getSimpleName() + ".");
        ending = true;
        plugins.unlisten(pluginListener);
        RingSide s = side;
        if (s != null) {
            loop.execute(() -> {
                s.leaveAndClose();
                admin.execute(() -> finish(new End(status, null)));
            });
        } else {
            finish(new End(status, null));
        }
    }

    private void finish(End how) {
        ending = true;
        if (side != null && how.status() == 0) {
            log.log(LogLevel.NOTICE, "MAIN", "Corosync Cluster Engine exiting normally");
        }
        if (how.message() != null && !options.standalone()) {
            // A container has no launcher that would say it on standard error.
            log.log(LogLevel.ERROR, "MAIN", how.message());
        }
        if (loop != null) {
            loop.close();
        }
        if (pidFile != null) {
            try {
                pidFile.close();
            } catch (IOException e) {
                log.log(LogLevel.WARNING, "MAIN", "Cannot remove the pid file: " + e.getMessage());
            }
        }
        log.close();
        plugins.unlisten(pluginListener);
        admin.shutdown();
        end.complete(how);
    }

    private void log(LogLevel level, String subsystem, String text) {
        log.log(level, subsystem, text);
    }

    /** Ends the node in order and waits for it, some seconds at most. */
    @Override
    public void close() {
        if (end.isDone()) {
            return;
        }
        try {
            admin.execute(() -> shutdown(new End(0, null)));
            end.get(CLOSE_LIMIT_S, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RejectedExecutionException e) {
            // It has ended in this moment.
            return;
        } catch (ExecutionException | TimeoutException e) {
            log.log(LogLevel.ERROR, "MAIN", "The node did not end in " + CLOSE_LIMIT_S + " s: " + e);
        }
    }

    /** The admin half as the ring half sees it. */
    private final class AdminSide implements RingSide.Admin {
        @Override
        public void ringIdNeeded(String name) {
            admin.execute(() -> {
                ringIds = new RingIdStore(stateDirectory(), name);
                try {
                    long seq = ringIds.load();
                    List<ServiceEngineFactory> engines = EngineLoader.ordered(plugins.engines());
                    loop.execute(() -> side.begin(seq, engines, plugins.ipc(), ipcSettings()));
                } catch (IOException e) {
                    log(LogLevel.ERROR, "TOTEM", "Couldn't read or create " + ringIds.file() + ": " + e.getMessage()
                            + ". Make the state directory writable, or set system.state_dir.");
                    fatal(EXIT_RING_ID);
                }
            });
        }

        @Override
        public void store(RingId ring) {
            admin.execute(() -> {
                try {
                    ringIds.store(ring.seq());
                    loop.execute(() -> side.stored(ring));
                } catch (IOException e) {
                    log(LogLevel.ERROR, "TOTEM", "Couldn't store new ring id " + Long.toHexString(ring.seq())
                            + " to stable storage: " + e.getMessage());
                    fatal(EXIT_RING_ID);
                }
            });
        }

        @Override
        public void log(LogLevel level, String subsystem, String text) {
            log.log(level, subsystem, text);
        }

        @Override
        public void ready() {
            admin.execute(() -> ReadyNotice.send(System.getenv("NOTIFY_SOCKET"), Node.this::log));
        }

        @Override
        public void fatal(int status) {
            admin.execute(() -> Node.this.fatal(status));
        }

        @Override
        public <T> Optional<T> ability(Class<T> type) {
            return Optional.ofNullable(type.cast(abilities.get(type)));
        }
    }

    /** What the cfg service may ask of us. */
    private final class Control implements NodeControl {
        private static final int CS_OK = 1;
        private static final int CS_ERR_LIBRARY = 2;
        private static final int CS_ERR_INVALID_PARAM = 7;

        @Override
        public void shutdown() {
            admin.execute(() -> Node.this.shutdown(new End(0, null)));
        }

        @Override
        public void die(String reason) {
            admin.execute(() -> {
                log(LogLevel.NOTICE, "CFG", reason);
                ending = true;
                loop.execute(() -> {
                    side.dieSilently();
                    admin.execute(() -> finish(new End(EXIT_KILLED, null)));
                });
            });
        }

        @Override
        public void reload(Consumer<Integer> done) {
            loop.execute(() -> {
                Reload reload = new Reload(settings.dialect());
                reload.begin(map);
                admin.execute(() -> read(reload, done));
            });
        }

        private void read(Reload reload, Consumer<Integer> done) {
            try {
                reload.read(plugins.configurationSource(options.source()), options);
                loop.execute(() -> {
                    reload.apply(map, Node.this::log);
                    side.retime(reload.settings());
                    done.accept(CS_OK);
                });
            } catch (ConfigurationException e) {
                log(LogLevel.ERROR, "CFG", "Unable to reload config file: " + e.getMessage());
                loop.execute(() -> {
                    reload.end(map);
                    done.accept(settings.dialect() == 2 ? CS_ERR_LIBRARY : CS_ERR_INVALID_PARAM);
                });
            }
        }

        @Override
        public void reopenLogs(Consumer<Integer> done) {
            admin.execute(() -> {
                log.reopen();
                loop.execute(() -> done.accept(CS_OK));
            });
        }

        @Override
        public void reenableRings() {
            // With one ring, no ring can be faulty: there is nothing to re-enable.
        }
    }
}
