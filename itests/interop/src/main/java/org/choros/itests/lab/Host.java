package org.choros.itests.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** One host of a {@link Lab}: a network namespace with files of its own and at most one daemon. */
public final class Host implements AutoCloseable {
    private static final long STOP_LIMIT_S = 60;

    /** Which daemon a host runs. */
    public enum Kind {
        /** Choros, from the built distribution. */
        CHOROS,
        /** Debian's corosync. */
        C
    }

    private final Lab lab;
    private final String name;
    private final String namespace;
    private final String address;
    private final int number;
    private final Path folder;
    private final StringBuilder mounts = new StringBuilder();
    private Process daemon;
    private Kind kind;

    Host(Lab lab, String name, String namespace, String address, int number, Path folder) {
        this.lab = lab;
        this.name = name;
        this.namespace = namespace;
        this.address = address;
        this.number = number;
        this.folder = folder;
    }

    void build(String wire, String table) throws IOException {
        Command.check("ip", "netns", "add", namespace);
        Command.check("ip", "-n", wire, "link", "add", port(), "type", "veth", "peer", "name", "eth0", "netns",
                namespace);
        Command.check("ip", "-n", wire, "link", "set", port(), "master", "sw");
        Command.check("ip", "-n", wire, "link", "set", port(), "up");
        Command.check("ip", "-n", namespace, "addr", "add", address + "/24", "dev", "eth0");
        Command.check("ip", "-n", namespace, "link", "set", "lo", "up");
        Command.check("ip", "-n", namespace, "link", "set", "eth0", "up");
        for (String f : List.of("etc", "state", "log", "run", "cache")) {
            Files.createDirectories(folder.resolve(f));
        }
        Files.writeString(folder.resolve("hosts"), table);
        Files.createDirectories(sharedMemory());
        // as everywhere: programs that are not root's have their rings there, too
        Command.check("chmod", "1777", sharedMemory().toString());
    }

    /** @return the host's /dev/shm, seen from outside: what killed daemons leave there goes away with the host */
    public Path sharedMemory() {
        return Path.of("/dev/shm").resolve("choros-lab-" + namespace);
    }

    void attachSecond(String wire) {
        Command.check("ip", "-n", wire, "link", "add", port(1), "type", "veth", "peer", "name", "eth1", "netns",
                namespace);
        Command.check("ip", "-n", wire, "link", "set", port(1), "master", "sw1");
        Command.check("ip", "-n", wire, "link", "set", port(1), "up");
        Command.check("ip", "-n", namespace, "addr", "add", secondAddress() + "/24", "dev", "eth1");
        Command.check("ip", "-n", namespace, "link", "set", "eth1", "up");
    }

    String port() {
        return port(0);
    }

    String port(int network) {
        return (network == 0 ? "p" : "q") + number;
    }

    /** @return its IPv4 address on the second switch, where there is one */
    public String secondAddress() {
        return address.replace(".11.", ".12.");
    }

    String namespace() {
        return namespace;
    }

    /** @return the host's name, as in its /etc/hosts */
    public String name() {
        return name;
    }

    /** @return its IPv4 address on the switch */
    public String address() {
        return address;
    }

    /** @return its number, from 1; tests use it as node id */
    public int number() {
        return number;
    }

    /** @return the running daemon's process id */
    public long pid() {
        return daemon.pid();
    }

    /** @return the ids of all processes on this host */
    public List<String> processes() {
        return Command.check("ip", "netns", "pids", namespace).lines().map(String::trim).toList();
    }

    /** @return which daemon runs here, or ran last */
    public Kind kind() {
        return kind;
    }

    /**
     * @param file a file name below /etc/corosync
     * @param content its content
     */
    public void configure(String file, String content) {
        try {
            Files.writeString(folder.resolve("etc").resolve(file), content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * @param file a file name below /etc/corosync
     * @return its place outside the host
     */
    public Path etc(String file) {
        return folder.resolve("etc").resolve(file);
    }

    /** @return the log file as it stands, empty before the first line */
    public String log() {
        try {
            Path file = folder.resolve("log/corosync.log");
            return Files.exists(file) ? Files.readString(file) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @return what the daemon wrote to its standard output and error */
    public String console() {
        try {
            Path file = folder.resolve("console");
            return Files.exists(file) ? Files.readString(file) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Gives this host a folder of its own, for the commands that follow.
     *
     * @param path the folder on the host
     * @param owner its owner, user:group
     * @return its place outside the host
     */
    public Path ownFolder(String path, String owner) {
        Path outside = folder.resolve("own" + path.replace('/', '-'));
        try {
            Files.createDirectories(outside);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Command.check("chown", owner, outside.toString());
        mounts.append(" && mkdir -p ").append(path).append(" && mount --bind ").append(outside).append(' ')
                .append(path);
        return outside;
    }

    /**
     * Puts a text in the place of a file that this host has, for the commands that follow; also one of {@code /proc}.
     *
     * @param path the file on the host
     * @param text what it contains
     * @return its place outside the host: what is written there is there
     */
    public Path ownFile(String path, String text) {
        Path outside = folder.resolve("own" + path.replace('/', '-'));
        try {
            Files.writeString(outside, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        mounts.append(" && mount --bind ").append(outside).append(' ').append(path);
        return outside;
    }

    private List<String> inside(List<String> words) {
        String script = "hostname " + name + " && mount -t tmpfs tmpfs /var/log && mkdir -p /var/log/cluster"
                + " && mkdir -p /etc/corosync /var/lib/corosync"
                + " && mount --bind " + folder.resolve("log") + " /var/log/cluster"
                + " && mount --bind " + folder.resolve("etc") + " /etc/corosync"
                + " && mount --bind " + folder.resolve("state") + " /var/lib/corosync"
                + " && mount --bind " + folder.resolve("run") + " /run"
                + " && mount --bind " + sharedMemory() + " /dev/shm"
                + " && mount --bind " + folder.resolve("hosts") + " /etc/hosts"
                // a daemon of dialect 2 takes the watchdog of this machine unasked
                + " && for w in /dev/watchdog*; do test ! -e \"$w\" || mount --bind /dev/null \"$w\"; done" + mounts
                + " && export CHOROS_CACHE_DIR=" + folder.resolve("cache") + " && exec \"$@\"";
        List<String> all = new ArrayList<>(List.of("ip", "netns", "exec", namespace, "unshare", "-m", "-u", "sh", "-c",
                script, "sh"));
        all.addAll(words);
        return all;
    }

    /**
     * Runs a command on this host to its end.
     *
     * @param words the command
     * @return what came of it
     */
    public Command run(String... words) {
        return Command.run(inside(Arrays.asList(words)));
    }

    /**
     * Runs a command in this host's network, with the files of this machine.
     *
     * @param words the command
     */
    public void network(String... words) {
        List<String> all = new ArrayList<>(List.of("ip", "netns", "exec", namespace));
        all.addAll(Arrays.asList(words));
        Command.check(all.toArray(String[]::new));
    }

    /** @return the folder of the host's files outside of it */
    public Path folder() {
        return folder;
    }

    /**
     * Starts a command on this host; its process is the command's own, so that it can be killed.
     *
     * @param output takes its output and errors
     * @param words the command
     * @return the process
     */
    public Process spawn(Path output, String... words) {
        try {
            return new ProcessBuilder(inside(Arrays.asList(words))).redirectErrorStream(true)
                    .redirectOutput(output.toFile()).start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * @param tool a command of our distribution, for example {@code corosync-cfgtool}
     * @return its path
     */
    public static String choros(String tool) {
        return System.getProperty("choros.distribution") + "/sbin/" + tool;
    }

    /**
     * Starts the daemon in the foreground of a process of ours.
     *
     * @param daemonKind which
     */
    public void start(Kind daemonKind) {
        start(daemonKind, System.getProperty("choros.distribution"));
    }

    /**
     * Starts the daemon in the foreground of a process of ours.
     *
     * @param daemonKind which
     * @param distribution the folder of the distribution that Choros is taken from
     */
    public void start(Kind daemonKind, String distribution) {
        if (daemon != null && daemon.isAlive()) {
            throw new IllegalStateException(name + " runs already");
        }
        kind = daemonKind;
        String command = daemonKind == Kind.CHOROS ? distribution + "/sbin/corosync" : "/usr/sbin/corosync";
        try {
            daemon = new ProcessBuilder(inside(List.of(command, "-f"))).redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve("console").toFile())).start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Kills the daemon as kill -9 does. */
    public void kill() {
        signal("KILL");
        awaitEnd();
    }

    /** Ends as when the power fails: nothing leaves the host any more, processes and memory are gone. */
    public void die() {
        lab.cable(this, false);
        endProcesses();
        for (Path memory : List.of(folder.resolve("run"), sharedMemory())) {
            Command.check("find", memory.toString(), "-mindepth", "1", "-delete");
        }
        lab.cable(this, true);
    }

    /** Kills all processes on this host, also those that are started meanwhile. */
    public void endProcesses() {
        Await.until("the end of all processes of " + name, (int) STOP_LIMIT_S, () -> {
            List<String> left = processes();
            left.forEach(p -> Command.run(List.of("kill", "-KILL", p)));
            return left.isEmpty();
        }, () -> processes().toString());
        if (daemon != null) {
            awaitEnd();
        }
    }

    /** Asks the daemon to stop and waits until it has. */
    public void terminate() {
        signal("TERM");
        awaitEnd();
    }

    /**
     * @param signal a signal's name
     */
    public void signal(String signal) {
        Command.check("kill", "-" + signal, Long.toString(daemon.pid()));
    }

    /** @return the exit status once the daemon has ended */
    public int awaitEnd() {
        try {
            if (!daemon.waitFor(STOP_LIMIT_S, TimeUnit.SECONDS)) {
                throw new AssertionError(name + " still runs after " + STOP_LIMIT_S + " s\n" + evidence());
            }
            return daemon.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** @return whether the daemon runs */
    public boolean alive() {
        return daemon != null && daemon.isAlive();
    }

    /**
     * Waits for a line of the log.
     *
     * @param regex what to find
     * @param limitS give up after so many seconds
     */
    public void awaitLog(String regex, int limitS) {
        Pattern pattern = Pattern.compile(regex, Pattern.MULTILINE);
        Await.until(name + " logs " + regex, limitS, () -> pattern.matcher(log()).find(), this::evidence);
    }

    /**
     * Waits until this host's own tools see exactly these members, quorate or not.
     *
     * @param limitS give up after so many seconds
     * @param nodeIds the members
     */
    public void awaitMembers(int limitS, int... nodeIds) {
        Await.until(name + " sees " + Arrays.toString(nodeIds), limitS, () -> Arrays.equals(members(), nodeIds),
                this::evidence);
    }

    /** @return the node ids that the daemon's quorumtool lists, ascending; empty when there is no answer */
    public int[] members() {
        Command c = run(tool("corosync-quorumtool"), "-l");
        return c.out().lines().map(String::trim).filter(l -> !l.isEmpty() && Character.isDigit(l.charAt(0)))
                .mapToInt(l -> Integer.parseInt(l.split("\\s+")[0])).sorted().toArray();
    }

    /** @return the ring id that the daemon's quorumtool shows; empty when there is no answer */
    public String ringId() {
        return run(tool("corosync-quorumtool"), "-s").out().lines().filter(l -> l.startsWith("Ring ID:"))
                .map(l -> l.substring(l.lastIndexOf(' ') + 1)).findFirst().orElse("");
    }

    private String tool(String tool) {
        return Files.isExecutable(Path.of("/usr/sbin/" + tool)) ? "/usr/sbin/" + tool : choros(tool);
    }

    /** @return log and console, for a failure's message */
    public String evidence() {
        StringBuilder all = new StringBuilder();
        for (Host h : lab.hosts()) {
            all.append("=== ").append(h.name).append(" (").append(h.kind).append(h.alive() ? ", runs" : ", ended")
                    .append(") console\n").append(h.console()).append("--- log\n").append(h.log());
        }
        return all.toString();
    }

    @Override
    public void close() {
        if (daemon != null && daemon.isAlive()) {
            daemon.destroyForcibly();
            try {
                daemon.waitFor();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
