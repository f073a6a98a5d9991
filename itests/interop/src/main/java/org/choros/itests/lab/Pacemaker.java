package org.choros.itests.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Debian's Pacemaker on a {@link Host}, without systemd and D-Bus, with files of its own. */
public final class Pacemaker implements AutoCloseable {
    private static final String OWNER = "hacluster:haclient";
    private static final int STOP_LIMIT_S = 60;
    private static final int LOG_LINES = 150;

    private final Host host;
    private final Path log;
    private final Path console;
    private Process daemon;

    /**
     * Gives the host its folders.
     *
     * @param host where it runs
     * @param cib the cluster information base to begin with
     */
    public Pacemaker(Host host, String cib) {
        this.host = host;
        Path state = host.ownFolder("/var/lib/pacemaker", OWNER);
        log = host.ownFolder("/var/log/pacemaker", OWNER).resolve("pacemaker.log");
        console = host.folder().resolve("pacemaker.console");
        try {
            for (String part : List.of("blackbox", "cib", "cores", "pengine")) {
                Files.createDirectories(state.resolve(part));
            }
            Files.writeString(state.resolve("cib/cib.xml"), cib);
            Command.check("chown", "-R", OWNER, state.toString());
            Command.check("chmod", "-R", "u=rwX,g=rX,o=", state.toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @return null when it is installed with its tools and resource agents, else the reason */
    public static String unavailable() {
        for (String file : List.of("/usr/sbin/pacemakerd", "/usr/sbin/crm_mon",
                "/usr/lib/ocf/resource.d/pacemaker/Dummy", "/usr/lib/ocf/lib/heartbeat/ocf-shellfuncs")) {
            if (!Files.exists(Path.of(file))) {
                return file + " (packages pacemaker, pacemaker-cli-utils, resource-agents) is not installed";
            }
        }
        return null;
    }

    /** @return where it runs */
    public Host host() {
        return host;
    }

    /** Starts it; corosync, of whichever kind, has to run. */
    public void start() {
        daemon = host.spawn(console, "sh", "-c",
                "mkdir -p /run/resource-agents && PCMK_logfacility=none exec /usr/sbin/pacemakerd");
    }

    /** Stops it in order: it moves its resources away first. */
    public void stop() {
        Command.check("kill", "-TERM", Long.toString(daemon.pid()));
        try {
            if (!daemon.waitFor(STOP_LIMIT_S, TimeUnit.SECONDS)) {
                throw new AssertionError(
                        host.name() + ": pacemakerd runs " + STOP_LIMIT_S + " s after SIGTERM\n" + evidence());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** @return its exit status, once it has ended */
    public int status() {
        return daemon.exitValue();
    }

    /** @return whether it runs */
    public boolean alive() {
        return daemon != null && daemon.isAlive();
    }

    /**
     * Runs one of its tools to the end.
     *
     * @param words the command
     * @return what came of it
     */
    public Command run(String... words) {
        if (!alive()) {
            return host.run(words);
        }
        // beside the daemon: much cheaper than to make the host's view of files anew for each of many questions
        List<String> all = new ArrayList<>(
                List.of("nsenter", "-t", Long.toString(daemon.pid()), "--net", "--mount", "--uts", "--"));
        all.addAll(List.of(words));
        return Command.run(all);
    }

    /** @return what happened here, for a failure's message */
    public String evidence() {
        StringBuilder all = new StringBuilder("=== " + host.name() + " crm_mon\n");
        Command mon = run("timeout", "10", "crm_mon", "-1A");
        all.append(mon.out()).append(mon.err());
        try {
            all.append("--- console\n").append(Files.exists(console) ? Files.readString(console) : "")
                    .append("--- log\n");
            List<String> lines = Files.exists(log)
                    ? Files.readAllLines(log).stream().filter(l -> !l.contains("(cib_perform_op)")).toList()
                    : List.of();
            lines.stream().skip(Math.max(0, lines.size() - LOG_LINES)).forEach(l -> all.append(l).append('\n'));
        } catch (IOException e) {
            all.append(e);
        }
        return all.toString();
    }

    @Override
    public void close() {
        host.endProcesses();
    }
}
