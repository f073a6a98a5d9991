package org.choros.engine.amf.run;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import org.choros.engine.amf.supervise.JobSpec;
import org.choros.engine.amf.supervise.Outcome;
import org.choros.spi.log.LogLevel;

/**
 * Runs commands by a {@link KeeperProcess}, begins a new one when that dies, and knows what there is to be told to it.
 * For all threads; nothing waits.
 *
 * <pre>
 * starting --ready--&gt; ready --it dies--&gt; starting: what ran is ended by force
 * starting --it cannot be started--&gt; missing: every command fails, saying so; tried again after a while
 * </pre>
 */
final class Keeper implements KeeperProcess.Listener {
    /** More commands than this do not run at a time. */
    static final int COMMANDS_MAX = 4096;

    private static final int SIGKILL = 9;
    private static final int SIGTERM = 15;
    private static final long RETRY_MS = 1_000;
    private static final String LOST = "it has been ended, as the keeper of its processes had died";

    private static final class Command {
        private final JobSpec.Command spec;
        private long pid;
        private boolean ended;
        /** Whether its keeper has died. */
        private boolean lost;

        Command(JobSpec.Command spec) {
            this.spec = spec;
        }
    }

    private final String name;
    private final Path lock;
    private final boolean cgroups;
    private final Results results;
    // guarded by this
    private final Map<Long, Command> commands = new LinkedHashMap<>();
    /** By what makes the effects. */
    private final Map<String, String> wills = new LinkedHashMap<>();
    private KeeperProcess process;
    private boolean ready;
    private boolean everReady;
    private boolean closed;
    private String missing = "";
    private boolean saidCgroups;
    private long longestStopNs;

    /**
     * @param name of its threads
     * @param lock the file that says that something may be left
     */
    Keeper(String name, Path lock, Results results) {
        this(name, lock, true, results);
    }

    /** One that may be held back from making cgroups, as it is where it has no right to. */
    Keeper(String name, Path lock, boolean cgroups, Results results) {
        this.name = name;
        this.cgroups = cgroups;
        this.lock = lock;
        this.results = results;
    }

    /** Begins. */
    void start() {
        Thread thread = new Thread(this::begin, name + "-start");
        thread.setDaemon(true);
        thread.start();
    }

    /** Whether nothing is left of another process of this node, or nothing can be because there is no keeper here. */
    synchronized boolean clean() {
        return ready || everReady || !missing.isEmpty();
    }

    private void begin() {
        KeeperProcess next = null;
        String fault = "";
        try {
            next = new KeeperProcess(name, lock, cgroups, this);
        } catch (IOException e) {
            fault = "no keeper of processes: " + e.getMessage();
        }
        // a process is not begun with the lock in our hands: the ring thread wants it
        if (begun(next, fault)) {
            next.begin();
        }
    }

    private synchronized boolean begun(KeeperProcess next, String fault) {
        if (next == null) {
            if (missing.isEmpty()) {
                results.log(LogLevel.ERROR, "No command can be run: " + fault);
            }
            missing = fault;
            List.copyOf(commands.keySet()).forEach(this::fail);
            results.changed();
            if (!closed) {
                later();
            }
            return false;
        }
        missing = "";
        process = next;
        wills.values().forEach(next::say);
        commands.forEach((job, c) -> {
            if (c.lost && c.pid != 0) {
                next.say(KeeperLine.of("adopt", job, c.pid).toString());
            } else if (!c.lost) {
                next.say(KeeperLine.run(job, c.spec));
            }
        });
        if (closed) {
            next.close();
        }
        return true;
    }

    private void fail(long job) {
        if (!commands.remove(job).ended) {
            results.ended(job, Outcome.notRun(missing));
        }
        results.gone(job);
    }

    private void later() {
        Thread thread = new Thread(() -> {
            try {
                TimeUnit.MILLISECONDS.sleep(RETRY_MS);
                begin();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }, name + "-retry");
        thread.setDaemon(true);
        thread.start();
    }

    synchronized void run(long job, JobSpec.Command spec) {
        if (closed) {
            return;
        }
        String why = missing.isEmpty()
                ? commands.size() < COMMANDS_MAX ? "" : COMMANDS_MAX + " commands run already"
                : missing;
        if (!why.isEmpty()) {
            results.ended(job, Outcome.notRun(why));
            results.gone(job);
            return;
        }
        commands.put(job, new Command(spec));
        if (!spec.care().undo().isEmpty()) {
            String will = KeeperLine.will(key(spec), spec);
            wills.put(key(spec), will);
            say(will);
        }
        longestStopNs = Math.max(longestStopNs, spec.care().stopNs());
        say(KeeperLine.run(job, spec));
    }

    /** A component of a workload in a unit. */
    private static String key(JobSpec.Command spec) {
        Map<String, String> e = spec.environment();
        return e.get("CHOROS_UNIT") + '/' + e.get("CHOROS_WORKLOAD") + '/' + e.get("CHOROS_COMPONENT");
    }

    private void say(String line) {
        // where there is none, the next one is told
        if (process != null) {
            process.say(line);
        }
    }

    synchronized void kill(long job, boolean force) {
        Command c = commands.get(job);
        if (c == null) {
            return;
        }
        if (process == null && !c.lost) {
            // nobody has begun it
            commands.remove(job);
            results.ended(job, Outcome.signal(force ? SIGKILL : SIGTERM));
            results.gone(job);
        } else {
            say(KeeperLine.of("kill", job, force ? "KILL" : "TERM").toString());
        }
    }

    /** Whose command it is; null when it is gone. */
    synchronized JobSpec.Command command(long job) {
        Command c = commands.get(job);
        return c == null ? null : c.spec;
    }

    /** All ends, within its time to stop, and the keeper then. */
    synchronized void close() {
        closed = true;
        say(KeeperLine.of("end", TimeUnit.NANOSECONDS.toMillis(longestStopNs)).toString());
        if (process != null) {
            process.close();
        }
    }

    // --- from the keeper

    @Override
    public synchronized void event(KeeperProcess from, String line) {
        if (from != process || closed) {
            return;
        }
        String[] f = line.split(" ");
        try {
            switch (f[0]) {
                case "ready" -> ready(KeeperLine.decode(f[1]), KeeperLine.decode(f[2]));
                case "started" -> started(Long.parseLong(f[1]), Long.parseLong(f[2]));
                case "ended" -> ended(Long.parseLong(f[1]), outcome(f[2], KeeperLine.decode(f[3])));
                case "gone" -> gone(Long.parseLong(f[1]));
                case "beat" -> results.beat(Long.parseLong(f[1]), f[2]);
                default -> throw new IllegalArgumentException(f[0]);
            }
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            results.log(LogLevel.ERROR, "The keeper of processes says what nobody understands: " + line);
        }
    }

    private static Outcome outcome(String how, String text) {
        return switch (how) {
            case "exit" -> Outcome.exit(Integer.parseInt(text));
            case "signal" -> Outcome.signal(Integer.parseInt(text));
            default -> Outcome.notRun(text);
        };
    }

    private void ready(String cgroup, String why) {
        ready = true;
        everReady = true;
        if (!saidCgroups) {
            saidCgroups = true;
            results.log(LogLevel.INFO, cgroup.isEmpty()
                    ? "Commands are told apart by their process groups, as they have no cgroups: " + why
                    : "Commands run in cgroups below " + cgroup);
        }
        // what had not become a command yet has died with its parent
        commands.entrySet().stream().filter(e -> e.getValue().lost && e.getValue().pid == 0).map(Map.Entry::getKey)
                .toList().forEach(this::gone);
        results.changed();
    }

    private void started(long job, long pid) {
        Command c = commands.get(job);
        if (c != null) {
            c.pid = pid;
            results.started(job);
        }
    }

    private void ended(long job, Outcome outcome) {
        Command c = commands.get(job);
        if (c == null || c.ended) {
            return;
        }
        c.ended = true;
        if (c.spec.care().undoes() && outcome.good()) {
            wills.remove(key(c.spec));
            say(KeeperLine.of("forget", key(c.spec)).toString());
        }
        results.ended(job, outcome);
    }

    private void gone(long job) {
        Command c = commands.remove(job);
        if (c != null) {
            results.gone(job);
        }
    }

    @Override
    public void printed(String line) {
        int blank = line.indexOf(' ');
        String text = KeeperLine.decode(line.substring(blank + 1));
        String job = blank < 0 ? "0" : line.substring(0, blank);
        JobSpec.Command c = job.matches("[1-9][0-9]{0,17}") ? command(Long.parseLong(job)) : null;
        if (c == null) {
            results.log(LogLevel.WARNING, "Keeper of processes: " + text);
        } else {
            Map<String, String> e = c.environment();
            String who = e.containsKey("CHOROS_WORKLOAD")
                    ? e.get("CHOROS_WORKLOAD") + ' ' + e.get("CHOROS_COMPONENT")
                    : c.words().get(0);
            results.log(LogLevel.INFO, who + ": " + text);
        }
    }

    @Override
    public void gone(KeeperProcess from) {
        boolean was;
        synchronized (this) {
            if (from != process || closed) {
                return;
            }
            results.log(LogLevel.ERROR,
                    "The keeper of processes (" + from.pid() + ") has died: what it has run is ended");
            was = ready;
            process = null;
            ready = false;
            commands.forEach((job, c) -> {
                c.lost = true;
                if (!c.ended) {
                    c.ended = true;
                    results.ended(job, Outcome.notRun(LOST));
                }
            });
        }
        if (was) {
            begin();
        } else {
            later();
        }
    }
}
