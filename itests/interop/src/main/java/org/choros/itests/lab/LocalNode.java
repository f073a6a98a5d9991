package org.choros.itests.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A Choros daemon on the loopback of this machine, with files, ports and an instance name of its own: it needs no root
 * and meets nobody.
 */
public final class LocalNode implements AutoCloseable {
    private static final AtomicInteger NUMBER = new AtomicInteger();
    private static final int START_LIMIT_S = 120;
    private static final int STOP_LIMIT_S = 60;
    private static final int PORT_FIRST = 20_000;
    private static final int PORT_RANGE = 10_000;

    private final Path folder;
    private final String instance = "it" + ProcessHandle.current().pid() + "n" + NUMBER.incrementAndGet();
    private final int port;
    private final Map<String, String> environment = new LinkedHashMap<>();
    private Process daemon;
    private String ignored;
    private List<String> as = List.of();

    private LocalNode(Path folder, int port) {
        this.folder = folder;
        this.port = port;
    }

    /**
     * @return a node that is configured as the only one of a ring of dialect 2 over udpu, without crypto
     */
    public static LocalNode create() {
        try {
            LocalNode node = new LocalNode(Files.createTempDirectory("choros-local"), freePort());
            for (String f : List.of("etc", "state", "run")) {
                Files.createDirectory(node.folder.resolve(f));
            }
            node.environment.put("CHOROS_INSTANCE", node.instance);
            node.environment.put("CHOROS_STATE_DIR", node.file("state").toString());
            node.environment.put("CHOROS_RUN_DIR", node.file("run").toString());
            node.environment.put("CHOROS_CACHE_DIR", node.file("cache").toString());
            node.environment.put("COROSYNC_MAIN_CONFIG_FILE", node.configuration().toString());
            node.configure(node.text("", "", ""));
            return node;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    // The port and the one below it, as the C daemon uses both.
    private static int freePort() {
        int start = (int) (ProcessHandle.current().pid() * 20 % PORT_RANGE);
        for (int i = 0; i < PORT_RANGE; i += 2) {
            int candidate = PORT_FIRST + (start + 2 * NUMBER.get() + i) % PORT_RANGE;
            if (free(candidate) && free(candidate - 1)) {
                return candidate;
            }
        }
        throw new IllegalStateException("no free ports");
    }

    private static boolean free(int port) {
        try (DatagramSocket socket = new DatagramSocket(new InetSocketAddress(InetAddress.getByAddress(
                new byte[]{127, 0, 0, 1}), port))) {
            return socket.isBound();
        } catch (SocketException e) {
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * A configuration that works, with additions.
     *
     * @param totem lines for the totem section
     * @param quorum lines for the quorum section
     * @param rest whole sections, or nothing
     * @return the text
     */
    public String text(String totem, String quorum, String rest) {
        return """
                totem {
                    version: 2
                    transport: udpu
                    secauth: off
                    interface {
                        ringnumber: 0
                        mcastport: %d
                    }
                %s
                }
                choros {
                    dialect: 2
                }
                logging {
                    to_stderr: no
                    to_syslog: no
                    to_logfile: yes
                    logfile: %s
                }
                quorum {
                    provider: corosync_votequorum
                %s
                }
                nodelist {
                    node {
                        ring0_addr: 127.0.0.1
                        nodeid: 1
                    }
                }
                %s
                """.formatted(port, indented(totem), file("log"), indented(quorum), rest);
    }

    private static String indented(String lines) {
        return lines.isEmpty() ? "" : "    " + lines.replace("\n", "\n    ");
    }

    /**
     * @param text the new corosync.conf
     */
    public void configure(String text) {
        try {
            Files.writeString(configuration(), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * @param variable an environment variable of the daemon and the tools
     * @param value its value, or null to leave it out
     */
    public void environment(String variable, String value) {
        if (value == null) {
            environment.remove(variable);
        } else {
            environment.put(variable, value);
        }
    }

    /**
     * Starts what follows with signals that are ignored, as a shell does with what it puts in the background.
     *
     * @param signals their names, with commas between
     */
    public void ignore(String signals) {
        ignored = signals;
    }

    /** Runs what follows as a user who may do nothing, if this one may that, and else as this one. */
    public void withoutRights() {
        List<String> nobody = List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups");
        List<String> look = Stream.concat(nobody.stream(), Stream.of(Host.choros("corosync"), "-v")).toList();
        boolean may = "root".equals(System.getProperty("user.name"))
                && Command.run(List.of("sh", "-c", "command -v setpriv")).status() == 0
                && Command.run(look).status() == 0;
        if (may) {
            Command.check("chown", "-R", "65534:65534", folder.toString());
            as = nobody;
        }
    }

    /** @return corosync.conf */
    public Path configuration() {
        return folder.resolve("etc/corosync.conf");
    }

    /**
     * @param name a file of this node
     * @return its path
     */
    public Path file(String name) {
        return folder.resolve(name);
    }

    /** @return the pid file, which is there while the daemon runs */
    public Path pidFile() {
        return folder.resolve("run/corosync-" + instance + ".pid");
    }

    /** @return what separates this node's IPC names from others' */
    public String instance() {
        return instance;
    }

    /** @return the port of the ring */
    public int port() {
        return port;
    }

    private List<String> command(String tool, String... arguments) {
        List<String> words = new ArrayList<>(as);
        words.add("env");
        if (ignored != null) {
            words.add("--ignore-signal=" + ignored);
        }
        environment.forEach((k, v) -> words.add(k + "=" + v));
        words.add(Host.choros(tool));
        words.addAll(Arrays.asList(arguments));
        return words;
    }

    /**
     * Runs the daemon or a tool to its end.
     *
     * @param tool for example {@code corosync-cfgtool}
     * @param arguments its arguments
     * @return what came of it
     */
    public Command run(String tool, String... arguments) {
        return Command.run(command(tool, arguments));
    }

    /**
     * Starts the daemon in the foreground of a process of ours.
     *
     * @param arguments options besides {@code -f}
     */
    public void start(String... arguments) {
        String[] all = Stream.concat(Stream.of("-f"), Arrays.stream(arguments)).toArray(String[]::new);
        try {
            daemon = new ProcessBuilder(command("corosync", all)).redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(file("console").toFile())).start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts the daemon and waits until it has formed its ring. */
    public void startAndForm() {
        start();
        awaitFormed();
    }

    /** Waits until a daemon has formed its ring, and fails at once when it ends instead. */
    public void awaitFormed() {
        Pattern formed = Pattern.compile("Completed service synchronization");
        Await.until("the ring has formed", START_LIMIT_S, () -> formed.matcher(log()).find()
                || daemon != null && !daemon.isAlive(), this::evidence);
        if (daemon != null && !daemon.isAlive()) {
            throw new AssertionError("ended with " + daemon.exitValue() + "\n" + evidence());
        }
    }

    /** @return the daemon's process id */
    public long pid() {
        return daemon.pid();
    }

    /** @return whether the daemon that was started here runs */
    public boolean alive() {
        return daemon != null && daemon.isAlive();
    }

    /**
     * @param name a signal's name
     */
    public void signal(String name) {
        Command.check("kill", "-" + name, Long.toString(pid()));
    }

    /** @return the exit status once the daemon has ended */
    public int awaitEnd() {
        try {
            if (!daemon.waitFor(STOP_LIMIT_S, TimeUnit.SECONDS)) {
                throw new AssertionError("still runs after " + STOP_LIMIT_S + " s\n" + evidence());
            }
            return daemon.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** @return the log file as it stands, empty before the first line */
    public String log() {
        return read("log");
    }

    /** @return what the daemon wrote to its standard output and error */
    public String console() {
        return read("console");
    }

    private String read(String name) {
        try {
            return Files.exists(file(name)) ? Files.readString(file(name)) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * @param regex what to wait for in the log
     */
    public void awaitLog(String regex) {
        Pattern pattern = Pattern.compile(regex, Pattern.MULTILINE);
        Await.until("the log has " + regex, START_LIMIT_S, () -> pattern.matcher(log()).find(), this::evidence);
    }

    /** @return console and log, for a failure's message */
    public String evidence() {
        return "--- console\n" + console() + "--- log\n" + log();
    }

    @Override
    public void close() {
        if (daemon != null && daemon.isAlive()) {
            daemon.destroyForcibly();
            awaitEnd();
        }
        backgroundDaemon().ifPresent(ProcessHandle::destroyForcibly);
        backgroundDaemon().ifPresent(h -> h.onExit().join());
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path p : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(p);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @return the process that the pid file names, when it runs */
    public Optional<ProcessHandle> backgroundDaemon() {
        try {
            String text = Files.exists(pidFile()) ? Files.readString(pidFile()).trim() : "";
            return text.isEmpty() ? Optional.empty() : ProcessHandle.of(Long.parseLong(text));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
