package org.choros.itests.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.choros.itests.lab.Await;
import org.choros.itests.lab.Command;
import org.choros.itests.lab.Host;
import org.choros.itests.lab.JavaProgram;
import org.choros.itests.lab.Lab;

/**
 * The web server with a floating address of {@code runtime/docs/availability.md} on the hosts of a lab, a client of it
 * on the last one, and a look at who has the address.
 */
final class WebExample implements AutoCloseable {
    /** What the server is called among the words of its command. */
    static final String HTTPD = "http.server";

    private static final int LIMIT_S = 120;
    private static final String SERVER = "10.1.11.10";
    private static final Pattern EXAMPLE = Pattern.compile("```\n(availability \\{\n.*?\n\\}\n)```", Pattern.DOTALL);

    private final AddressWatch watch;
    private final JavaProgram client;
    private final StringBuilder report = new StringBuilder();
    private int seen;

    /** Begins to ask and to look; the nodes may be started afterwards. */
    WebExample(Lab lab) {
        Host last = lab.host(lab.hosts().size());
        watch = new AddressWatch(SERVER, lab.hosts());
        client = new JavaProgram(last, last.folder().resolve("client"), PollProgram.class, SERVER);
    }

    static void requirements() {
        Requirements.hosts();
        Requirements.require(Files.exists(Path.of("/usr/bin/python3")) ? null : "python3 is not installed");
    }

    /**
     * Writes the document's section into each host's configuration, and gives it a page with its name.
     *
     * @param policy lines that the section has besides
     */
    static void configure(Lab lab, String policy) throws IOException {
        Path document = Path.of(System.getProperty("choros.distribution"), "docs", "availability.md");
        Matcher m = EXAMPLE.matcher(Files.readString(document));
        assertTrue(m.find(), "the document has an example");
        String section = m.group(1).replace("/usr/share/choros", System.getProperty("choros.distribution"))
                .replaceFirst("\n", Matcher.quoteReplacement("\n" + policy));
        for (Host host : lab.hosts()) {
            Files.writeString(host.etc("corosync.conf"), section, StandardOpenOption.APPEND);
            Files.writeString(host.ownFolder("/srv/web", "root:root").resolve("index.html"),
                    "page of " + host.name() + "\n");
        }
        Command checked = lab.host(1).run(Host.choros("corosync"), "-t");
        assertEquals(0, checked.status(), checked.err());
    }

    /** Waits until the client is served by a host, ten times running, and writes down what it has missed before. */
    void served(String event, String host) {
        // the request that is under way may be of before
        int since = client.lines().size() + 1;
        Await.until(event + ": served by " + host, LIMIT_S, () -> {
            List<String> lines = client.lines();
            int from = lines.size() - 10;
            return from >= since && lines.subList(from, lines.size()).stream().allMatch(l -> l.endsWith(" by " + host));
        }, client::evidence);
        List<String> lines = client.lines();
        long missed = lines.subList(seen, lines.size()).stream().filter(l -> l.contains("missed")).count();
        report.append(String.format("  %-32s %3d of %3d requests missed, then served by %s%n", event, missed,
                lines.size() - seen, host));
        seen = lines.size();
    }

    /** Whether a host has the address, the first one being 1. */
    boolean hasAddress(Host host) {
        return watch.has(host.number() - 1);
    }

    /** Whether there is anything of the server on a host. */
    boolean runsOn(Host host) {
        return hasAddress(host) || !pids(host, HTTPD).isEmpty();
    }

    /** Never two hosts had the address; the looks were many. */
    void assertNeverTwo(Lab lab) {
        assertEquals(List.of(), watch.violations(), () -> lab.host(1).evidence());
        assertTrue(watch.looks() > 1000, () -> watch.looks() + " looks");
    }

    /** The host's processes that have a word. */
    static List<String> pids(Host host, String word) {
        return host.processes().stream().filter(pid -> {
            try {
                return List.of(Files.readString(Path.of("/proc", pid, "cmdline")).split("\0")).contains(word);
            } catch (IOException e) {
                return false;
            }
        }).toList();
    }

    static void kill(Host host, String word) {
        Command.check("kill", "-KILL", only(host, word));
    }

    /** The host's only process that has a word. */
    static String only(Host host, String word) {
        List<String> pids = pids(host, word);
        assertEquals(1, pids.size(), () -> word + ": " + pids);
        return pids.get(0);
    }

    @Override
    public void close() {
        client.close();
        watch.close();
        System.out.println("The client of the web server:\n" + report);
    }
}
