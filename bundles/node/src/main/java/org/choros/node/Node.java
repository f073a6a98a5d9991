package org.choros.node;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;

import org.choros.config.NodeSettings;
import org.choros.node.core.NodeCore;
import org.choros.spi.cmap.IcMap;
import org.choros.spi.cmap.MapValue;
import org.choros.spi.cmap.StatsMap;
import org.choros.spi.config.ConfigurationException;
import org.choros.spi.config.ConfigurationSource;
import org.choros.spi.engine.EngineHome;
import org.choros.spi.engine.ExpectedVotesStore;
import org.choros.spi.engine.NodeControl;
import org.choros.spi.engine.ServiceEngineFactory;
import org.choros.spi.ipc.IpcServerFactory;
import org.choros.spi.ipc.IpcSettings;
import org.choros.spi.log.LogLevel;
import org.choros.spi.log.LogSinkFactory;
import org.choros.spi.node.LocalNode;
import org.choros.spi.node.LocalServerFactory;
import org.choros.wire.totem.RingId;

/**
 * One processor with its threads, assembled from a configuration and the plug-ins that are present. The admin thread
 * reads files, waits for plug-ins and starts and ends things; the ring thread does everything else. Several nodes may
 * live in one JVM.
 */
public final class Node implements LocalNode, AutoCloseable {
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
    private static final long LOOK_NS = 5_000_000;

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
    private final AdminThread admin;
    private final CompletableFuture<End> end = new CompletableFuture<>();
    private final Consumer<Plugins.Change> pluginListener = this::pluginChanged;
    private final Map<Class<?>, Object> abilities = new HashMap<>();
    private final StatsMap stats = new StatsMap();
    private final NodeControl control = new Control();
    /** Attached before there is a ring thread; for the admin thread. */
    private final List<LocalServerFactory> early = new ArrayList<>();
    private IcMap map;
    private volatile NodeSettings settings;
    private PidFile pidFile;
    private RingIdStore ringIds;
    private volatile RingPlugins ringPlugins;
    private volatile RingLoop loop;
    private volatile RingSide side;
    private volatile Guardian guardian;
    private boolean waiting;
    private boolean ending;
    private boolean finished;
    private LogSinkFactory logFactory;
    private HostAbilities host;

    private Node(NodeOptions options, Plugins plugins) {
        this.options = options;
        this.plugins = plugins;
        String name = "choros-admin" + (options.instance().isEmpty() ? "" : "-" + options.instance());
        this.admin = new AdminThread(name, this::log);
    }

    /** @return what starts a node in plain Java, without OSGi */
    public static NodeBuilder builder() {
        return new NodeBuilder();
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

    /**
     * Looks at the node; not on its own threads, which are asked.
     *
     * @return what it is like now
     */
    public NodeView view() {
        return ask(NodeView::of, NodeView.NONE).completeOnTimeout(NodeView.NONE, CLOSE_LIMIT_S, TimeUnit.SECONDS)
                .join();
    }

    /**
     * Waits until the node is as wanted: looks again and again; not on its own threads.
     *
     * @param wanted is asked about each view
     * @param limit for how long
     * @return the view that was wanted
     * @throws IllegalStateException when it does not come in time, or the node ends before; says what is there instead
     */
    public NodeView await(Predicate<NodeView> wanted, Duration limit) {
        long endNs = System.nanoTime() + limit.toNanos();
        while (true) {
            NodeView now = view();
            if (wanted.test(now)) {
                return now;
            }
            if (end.isDone()) {
                throw new IllegalStateException("the node has ended: " + end.join());
            }
            if (System.nanoTime() - endNs > 0) {
                throw new IllegalStateException("after " + limit.toMillis() + " ms the node is still " + now);
            }
            LockSupport.parkNanos(LOOK_NS);
        }
    }

    NodeControl control() {
        return control;
    }

    /**
     * Looks at the core from outside.
     *
     * @param question is asked on the ring thread; gets null as long as there is no core
     * @param nobody the answer of a node that has no ring thread, or none any more
     */
    <T> CompletableFuture<T> ask(Function<NodeCore, T> question, T nobody) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        RingSide s = side;
        if (s == null || !loop.offer(() -> answer.complete(question.apply(s.core())))) {
            answer.complete(nobody);
        }
        return answer;
    }

    // --- start, on the admin thread

    private void begin() {
        if (ending || settings != null) {
            return;
        }
        ConfigurationSource source = plugins.configurationSource(options.source());
        if (source == null) {
            if (!waiting) {
                waiting = true;
                log.log(LogLevel.WARNING, "MAIN",
                        "Waiting for configuration source " + options.source() + ": no plug-in offers it yet.");
            }
            return;
        }
        map = new IcMap();
        List<String> warnings = new ArrayList<>();
        int dialect = 0;
        try {
            dialect = Settings.read(source, options, map);
            settings = Settings.check(map, dialect, warnings::add);
            openLog(dialect);
        } catch (ConfigurationException e) {
            refuse(e, dialect, warnings);
            return;
        } catch (IllegalArgumentException e) {
            finish(new End(EXIT_LOGGING, "parse error in config: " + e.getMessage() + "."));
            return;
        }
        if (enterSystem(warnings)) {
            prepare();
            ringPlugins.update();
        }
    }

    private void openLog(int dialect) {
        logFactory = plugins.log();
        log.open(logFactory, map, dialect);
    }

    // A wrong text is reported raw, as nothing is known of logging yet; a wrong meaning through the log that it names.
    private void refuse(ConfigurationException e, int dialect, List<String> warnings) {
        if (dialect == 0 || e.exitStatus() == EXIT_LOGGING) {
            finish(new End(e.exitStatus(), e.getMessage()));
            return;
        }
        try {
            openLog(dialect);
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
        abilities.put(NodeControl.class, control);
        abilities.put(ExpectedVotesStore.class, new VotesStore(stateDirectory(), admin, this::log));
        if (settings.dialect() == 3) {
            abilities.put(StatsMap.class, stats);
        }
        loop = new RingLoop("choros-ring" + (options.instance().isEmpty() ? "" : "-" + options.instance()));
        Scheduling.apply(options, settings.system(), loop, this::log);
        side = new RingSide(loop, map, instance(), settings, new AdminSide());
        RingSide s = side;
        host = new HostAbilities(options, instance(), Scheduling.wanted(options, settings.system()),
                answer -> loop.execute(() -> s.answer(answer)), this::log);
        host.offer(abilities);
        abilities.put(EngineHome.class, new Home(loop, s, stateDirectory()));
        guard(settings);
        List<LocalServerFactory> servers = List.copyOf(early);
        early.clear();
        loop.execute(() -> {
            servers.forEach(s::attach);
            watchMap(s);
            watchSchedule();
        });
        admin.every(() -> loop.execute(s::showCounters), COUNTER_PERIOD_MS);
        ringPlugins = new RingPlugins(options, plugins, admin, loop, s, settings, this::fatal, this::log);
    }

    // On the admin thread. What the ring has said before is said to a new guardian again.
    private void guard(NodeSettings now) {
        Guardian old = guardian;
        boolean wanted = !ending && options.guardian() != null && now.guardian();
        if (wanted && old == null) {
            guardian = new Guardian("choros-guardian" + (options.instance().isEmpty() ? "" : "-" + options.instance()),
                    List.of("perl", options.guardian().toString()), side::ranNs, now.totem().tokenMs(), this::log);
        } else if (wanted) {
            old.tokenMs(now.totem().tokenMs());
        } else if (old != null) {
            guardian = null;
            old.close();
        }
    }

    private void watchMap(RingSide s) {
        int changes = IcMap.ADD | IcMap.MODIFY | IcMap.DELETE;
        map.track("logging.", changes | IcMap.PREFIX, (event, key, value, old) -> log.changed(key, value));
        map.track("runtime.force_gather", changes, (event, key, value, old) -> {
            if (!"no".equals(map.getString(key, ""))) {
                loop.execute(() -> {
                    map.put(key, MapValue.str("no"));
                    s.gather();
                });
            }
        });
        map.track("runtime.blackbox.dump_flight_data", changes, (event, key, value, old) -> {
            if (!"no".equals(map.getString(key, ""))) {
                loop.execute(() -> map.put(key, MapValue.str("no")));
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

    private void watchSchedule() {
        ScheduleWatch watch = new ScheduleWatch(loop::schedule, System::nanoTime, System::currentTimeMillis,
                () -> settings.totem().tokenMs(), this::log);
        if (settings.dialect() == 3) {
            watch.start(stats);
        } else {
            watch.start(map);
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
        CompletableFuture<Void> done = new CompletableFuture<>();
        Runnable task = () -> {
            try {
                apply(change, done);
            } catch (RuntimeException | LinkageError e) {
                done.completeExceptionally(e);
                log.log(LogLevel.ERROR, "SERV", "A plug-in could not be " + (change.added() ? "taken" : "given back")
                        + ": " + e);
            }
        };
        RingLoop l = loop;
        if (admin.inside()) {
            task.run();
        } else if (!admin.offer(task)) {
            return;
        }
        // A plug-in that goes must not be used any more when the caller goes on, so its removal is waited for; except
        // by the ring thread, which is what would have to be waited for.
        if (!change.added() && (l == null || !l.inside())) {
            await(done);
        }
    }

    private void await(CompletableFuture<Void> done) {
        try {
            done.get(CLOSE_LIMIT_S, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            log.log(LogLevel.ERROR, "SERV", "A plug-in that goes is still in use: " + e);
        }
    }

    private void apply(Plugins.Change change, CompletableFuture<Void> done) {
        if (ending || settings == null || ringPlugins == null) {
            if (!ending) {
                begin();
            }
            done.complete(null);
            return;
        }
        Object factory = change.factory();
        RingSide s = side;
        if (factory instanceof ServiceEngineFactory engine) {
            host.refresh();
            loop.execute(() -> {
                if (change.added()) {
                    s.slots().appeared(engine, change.versions());
                } else {
                    s.slots().unload(engine, change.versions(), () -> done.complete(null));
                }
            });
            if (!change.added()) {
                // an engine on a thread of its own may take a while
                if (loop.closed()) {
                    done.complete(null);
                }
                return;
            }
        } else if (factory instanceof IpcServerFactory server) {
            IpcServerFactory present = plugins.ipc();
            IpcSettings ipcSettings = ipcSettings();
            loop.execute(() -> {
                if (!change.added()) {
                    s.ipcGone(server);
                }
                s.ipc(present, ipcSettings);
            });
        } else if (factory instanceof LogSinkFactory) {
            logChanged(change);
        } else if (change.added()) {
            ringPlugins.update();
        } else {
            ringPlugins.removed(factory, () -> done.complete(null));
            return;
        }
        if (!loop.offer(() -> done.complete(null))) {
            done.complete(null);
        }
    }

    // Without its plug-in a node logs as in a container, until one comes again.
    private void logChanged(Plugins.Change change) {
        if (!change.added() && change.factory() == logFactory) {
            log.close();
            logFactory = null;
        }
        LogSinkFactory offered = plugins.log();
        if (logFactory == null && offered != null) {
            logFactory = offered;
            int dialect = settings.dialect();
            loop.execute(() -> {
                IcMap copy = NodeLog.copy(map);
                admin.execute(() -> {
                    if (logFactory == offered && !ending && log.openCopy(offered, copy, dialect)) {
                        loop.execute(() -> log.catchUp(map));
                    }
                });
            });
        }
    }

    // --- clients in this JVM

    @Override
    public void attach(LocalServerFactory factory) {
        admin.execute(() -> {
            if (side == null) {
                early.add(factory);
            } else {
                RingSide s = side;
                loop.execute(() -> s.attach(factory));
            }
        });
    }

    @Override
    public void detach(LocalServerFactory factory) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        Runnable task = () -> {
            early.remove(factory);
            RingSide s = side;
            if (s == null || !loop.offer(() -> {
                s.detach(factory);
                done.complete(null);
            })) {
                done.complete(null);
            }
        };
        RingLoop l = loop;
        if (admin.inside()) {
            task.run();
        } else if (!admin.offer(task)) {
            return;
        }
        if (l == null || !l.inside()) {
            await(done);
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
        guard(settings);
        plugins.unlisten(pluginListener);
        if (side == null) {
            finish(how);
            return;
        }
        long until = System.nanoTime() + leaveLimitNs();
        boolean taken = loop.offer(() -> leave(how, until));
        if (!taken) {
            finish(how);
        }
    }

    private long leaveLimitNs() {
        return TimeUnit.MILLISECONDS.toNanos(settings == null ? 0 : settings.engines().leaveMs());
    }

    // Engines may have things to hand over, for which they need the ring.
    private void leave(End how, long untilNs) {
        if (!side.mayLeave()) {
            if (System.nanoTime() - untilNs < 0) {
                loop.schedule(() -> leave(how, untilNs), TimeUnit.MILLISECONDS.toNanos(DRAIN_STEP_MS));
                return;
            }
            side.log(LogLevel.WARNING, "SERV", "Services have not handed over what they have within leave_limit_ms: "
                    + "the node leaves all the same.");
        }
        side.unloadAll();
        drain(how, DRAIN_STEPS);
    }

    // What the engines said on unloading needs a token before we may leave; a ring that is stuck does not hold us.
    private void drain(End how, int steps) {
        if (steps > 0 && !side.drained()) {
            loop.schedule(() -> drain(how, steps - 1), TimeUnit.MILLISECONDS.toNanos(DRAIN_STEP_MS));
            return;
        }
        try {
            side.leaveAndClose();
        } finally {
            admin.execute(() -> finish(how));
        }
    }

    private void fatal(int status) {
        if (ending) {
            return;
        }
        log.log(LogLevel.ERROR, "MAIN", "Corosync Cluster Engine exiting with status " + status + " at "
                + Node.class.getSimpleName() + ".");
        ending = true;
        guard(settings);
        plugins.unlisten(pluginListener);
        RingSide s = side;
        if (s != null) {
            loop.execute(() -> {
                try {
                    s.leaveAndClose();
                } finally {
                    admin.execute(() -> finish(new End(status, null)));
                }
            });
        } else {
            finish(new End(status, null));
        }
    }

    private void finish(End how) {
        ending = true;
        if (finished) {
            return;
        }
        finished = true;
        guard(settings);
        if (how.message() != null && !options.standalone()) {
            // Nobody prints it where a node is a guest.
            log.log(LogLevel.ERROR, "MAIN", how.message());
        }
        if (side != null && how.status() == 0) {
            log.log(LogLevel.NOTICE, "MAIN", "Corosync Cluster Engine exiting normally");
        }
        if (how.message() != null && !options.standalone()) {
            // A container has no launcher that would say it on standard error.
            log.log(LogLevel.ERROR, "MAIN", how.message());
        }
        if (host != null) {
            host.close();
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
        admin.execute(() -> shutdown(new End(0, null)));
        if (admin.inside() || loop != null && loop.inside()) {
            // It ends, but cannot while it is waited for here.
            return;
        }
        try {
            end.get(TimeUnit.SECONDS.toNanos(CLOSE_LIMIT_S) + leaveLimitNs(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            log.log(LogLevel.ERROR, "MAIN", "The node does not end: " + e);
        }
    }

    /** Where the engines' own threads find us. */
    private record Home(RingLoop loop, RingSide side, Path directory) implements EngineHome {
        @Override
        public boolean bring(Runnable task) {
            return loop.offer(() -> side.answer(task));
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
                    host.refresh();
                    IpcServerFactory ipc = plugins.ipc();
                    IpcSettings ipcSettings = ipcSettings();
                    loop.execute(() -> side.begin(seq, engines, ipc, ipcSettings));
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
        public void outside(Runnable task) {
            admin.execute(task);
        }

        @Override
        public void leaveLine(String line) {
            Guardian g = guardian;
            if (g != null) {
                g.say(line);
            }
        }

        @Override
        public void dead() {
            Guardian g = guardian;
            guardian = null;
            if (g != null) {
                g.release();
            }
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
        private static final int CS_ERR_TRY_AGAIN = 6;
        private static final int CS_ERR_INVALID_PARAM = 7;

        /** One reload at a time: the next one reads what the file says then. For the ring thread. */
        private boolean reloading;

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
                    try {
                        side.dieSilently();
                    } finally {
                        admin.execute(() -> finish(new End(EXIT_KILLED, null)));
                    }
                });
            });
        }

        @Override
        public void reload(Consumer<Integer> done) {
            loop.execute(() -> {
                if (reloading) {
                    done.accept(CS_ERR_TRY_AGAIN);
                    return;
                }
                reloading = true;
                Reload reload = new Reload(settings.dialect());
                reload.begin(map);
                if (!admin.offer(() -> read(reload, done))) {
                    refused(reload, done);
                }
            });
        }

        private void read(Reload reload, Consumer<Integer> done) {
            String fault;
            try {
                List<ServiceEngineFactory> engines = EngineLoader.ordered(plugins.engines());
                reload.read(plugins.configurationSource(options.source()), options);
                reload.judge(engines, Node.this::log);
                settings = reload.settings();
                ringPlugins.settings(settings);
                guard(settings);
                loop.execute(() -> {
                    reloading = false;
                    SortedSet<String> changed = reload.apply(map, Node.this::log);
                    side.retime(reload.settings());
                    side.configurationChanged(changed);
                    side.slots().loadWanted(engines);
                    done.accept(CS_OK);
                });
                return;
            } catch (ConfigurationException e) {
                fault = e.getMessage();
            } catch (RuntimeException | LinkageError e) {
                fault = e.toString();
            }
            log(LogLevel.ERROR, "CFG", "Unable to reload config file: " + fault);
            loop.execute(() -> refused(reload, done));
        }

        private void refused(Reload reload, Consumer<Integer> done) {
            reloading = false;
            reload.end(map);
            done.accept(settings.dialect() == 2 ? CS_ERR_LIBRARY : CS_ERR_INVALID_PARAM);
        }

        @Override
        public void reopenLogs(Consumer<Integer> done) {
            boolean taken = admin.offer(() -> {
                log.reopen();
                loop.execute(() -> done.accept(CS_OK));
            });
            if (!taken) {
                done.accept(CS_ERR_TRY_AGAIN);
            }
        }

        @Override
        public void reenableRings() {
            side.reenableRings();
        }
    }
}
