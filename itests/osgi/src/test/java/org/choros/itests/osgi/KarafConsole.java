package org.choros.itests.osgi;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A Karaf as it comes out of its archive, in a process of its own, and who types commands into its client. */
final class KarafConsole implements AutoCloseable {
    private static final int LIMIT_S = 120;
    /** What the client says of itself at its end. */
    private static final String FAREWELL = "Closed";
    private static final String LOCAL = "127.0.0.1";
    private static final Pattern COLOUR = Pattern.compile("\u001b\\[[0-9;?]*[a-zA-Z]");

    private final Path home;
    private final int port;
    private final Process server;

    private KarafConsole(Path home, int port, Process server) {
        this.home = home;
        this.port = port;
        this.server = server;
    }

    /**
     * Starts it, with ports and an administrator of its own and no repository but its folder {@code system}.
     *
     * @param home where it was unpacked
     * @return its console
     */
    static KarafConsole start(Path home) throws IOException {
        Path etc = home.resolve("etc");
        int port = FreePorts.tcp();
        append(etc.resolve("org.apache.karaf.shell.cfg"), "sshHost = " + LOCAL, "sshPort = " + port);
        append(etc.resolve("org.apache.karaf.management.cfg"), "rmiRegistryHost = " + LOCAL,
                "rmiRegistryPort = " + FreePorts.tcp(), "rmiServerHost = " + LOCAL,
                "rmiServerPort = " + FreePorts.tcp());
        append(etc.resolve("org.ops4j.pax.url.mvn.cfg"), "org.ops4j.pax.url.mvn.repositories =",
                "org.ops4j.pax.url.mvn.localRepository = ${karaf.data}/maven");
        append(etc.resolve("users.properties"), "karaf = karaf,group,admin,manager,viewer,systembundles,ssh");
        KarafConsole console = new KarafConsole(home, port,
                script(home, "karaf", "server").redirectOutput(new File(home.toFile(), "console")).start());
        Await.until("Karaf has its commands", () -> {
            String printed = console.run("bundle:list -t 0 -s; feature:repo-list; config:list");
            return printed.contains("not found") ? printed : null;
        });
        return console;
    }

    private static ProcessBuilder script(Path home, String name, String... words) {
        List<String> command = new ArrayList<>(List.of(home.resolve("bin").resolve(name).toString()));
        command.addAll(List.of(words));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        return builder;
    }

    private static void append(Path file, String... lines) throws IOException {
        Files.write(file, List.of(lines), StandardOpenOption.APPEND);
    }

    /**
     * Types a line.
     *
     * @param line the line
     * @return the lines printed that are not empty
     * @throws IOException when the session was lost: a change of features may be one of the shell, too
     */
    String run(String line) throws IOException, InterruptedException {
        Path printed = Files.createTempFile(home, "printed", "");
        Process client = script(home, "client", "-h", LOCAL, "-a", Integer.toString(port), "-u", "karaf", "-p", "karaf",
                line).redirectOutput(printed.toFile()).start();
        boolean ended = client.waitFor(LIMIT_S, TimeUnit.SECONDS);
        if (!ended) {
            client.descendants().forEach(ProcessHandle::destroyForcibly);
            client.destroyForcibly().waitFor();
        }
        String text = COLOUR.matcher(Files.readString(printed, StandardCharsets.UTF_8)).replaceAll("").lines()
                .map(String::stripTrailing).filter(shown -> !shown.isEmpty() && !shown.equals(FAREWELL))
                .collect(Collectors.joining("\n"));
        Files.delete(printed);
        if (!ended || client.exitValue() != 0) {
            throw new IOException(line + ": " + (ended ? "status " + client.exitValue() : "no end") + "\n" + text);
        }
        return text;
    }

    /** @return where it was unpacked */
    Path home() {
        return home;
    }

    @Override
    public void close() throws InterruptedException {
        // the script and its JVM, which writes its files to the end
        List<ProcessHandle> all = new ArrayList<>(server.descendants().toList());
        all.add(server.toHandle());
        all.forEach(ProcessHandle::destroy);
        for (ProcessHandle each : all) {
            try {
                each.onExit().get(LIMIT_S, TimeUnit.SECONDS);
            } catch (ExecutionException | TimeoutException e) {
                all.forEach(ProcessHandle::destroyForcibly);
                throw new AssertionError("Karaf does not end", e);
            }
        }
    }
}
