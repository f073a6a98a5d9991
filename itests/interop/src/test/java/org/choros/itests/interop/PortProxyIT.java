package org.choros.itests.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.choros.itests.lab.Await;
import org.choros.itests.lab.Command;
import org.choros.itests.lab.LocalNode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The web server behind port proxies of {@code runtime/docs/availability.md}, on one machine as it is told there: three
 * daemons with loopback addresses, without root and name spaces.
 */
class PortProxyIT {
    private static final int LIMIT_S = 60;
    private static final int NETS = 250;
    private static final List<String> NAMES = List.of("alpha", "beta", "gamma");
    private static final Pattern SECTION = Pattern.compile("## Without root.*?```\n(.*?)```.*?```\n(.*?)```",
            Pattern.DOTALL);
    private static final Pattern START = Pattern.compile(" *start: .*");

    private final List<LocalNode> nodes = new ArrayList<>();
    private String net;
    private int serverPort;
    private int proxyPort;

    @BeforeAll
    static void requirements() {
        Requirements.require(Files.exists(Path.of("/usr/bin/python3")) ? null : "python3 is not installed");
    }

    @BeforeEach
    void configure() throws IOException {
        long pid = ProcessHandle.current().pid();
        // a loopback network of our own, so that two of these do not meet
        net = "127." + (1 + pid / NETS % NETS) + "." + (1 + pid % NETS) + ".";
        try (ServerSocket one = new ServerSocket(0); ServerSocket other = new ServerSocket(0)) {
            serverPort = one.getLocalPort();
            proxyPort = other.getLocalPort();
        }
        NAMES.forEach(n -> nodes.add(LocalNode.create()));
        Path pages = nodes.get(0).file("pages");
        for (int i = 1; i <= NAMES.size(); i++) {
            Files.writeString(Files.createDirectories(pages.resolve(net + i)).resolve("index.html"),
                    "page of " + NAMES.get(i - 1) + "\n");
        }
        String section = section(pages);
        for (int i = 1; i <= NAMES.size(); i++) {
            LocalNode node = nodes.get(i - 1);
            node.configure(ring(i, node) + section);
            node.withoutRights();
        }
        Command checked = nodes.get(0).run("corosync", "-t");
        assertEquals(0, checked.status(), checked.err() + section);
    }

    private String ring(int number, LocalNode node) {
        StringBuilder list = new StringBuilder();
        for (int i = 1; i <= NAMES.size(); i++) {
            list.append("    node {\n        nodeid: ").append(i).append("\n        ring0_addr: ").append(net).append(i)
                    .append("\n    }\n");
        }
        return """
                totem {
                    version: 2
                    cluster_name: proxies
                    transport: udpu
                    token: 1000
                }
                choros {
                    node: %d
                }
                nodelist {
                %s}
                quorum {
                    provider: corosync_votequorum
                }
                logging {
                    to_syslog: no
                    to_stderr: no
                    to_logfile: yes
                    logfile: %s
                    timestamp: hires
                }
                """.formatted(number, list, node.file("log"));
    }

    /** The document's section with its commands for one machine, on our network, ports and folders. */
    private String section(Path pages) throws IOException {
        String distribution = System.getProperty("choros.distribution");
        Matcher m = SECTION.matcher(Files.readString(Path.of(distribution, "docs", "availability.md")));
        assertTrue(m.find(), "the document has the section");
        String section = m.group(1);
        for (String start : m.group(2).lines().toList()) {
            // each replaces the one that runs the same
            String program = start.contains("choros-proxy") ? "choros-proxy" : "http.server";
            List<String> replaced = START.matcher(section).results().map(r -> r.group())
                    .filter(s -> s.contains(program)).toList();
            assertEquals(1, replaced.size(), section);
            section = section.replace(replaced.get(0), start);
        }
        for (int i = 1; i <= NAMES.size(); i++) {
            section = section.replace(NAMES.get(i - 1), net + i);
        }
        return section.replace("127.0.5.", net).replace("8081", "" + serverPort).replace("8080", "" + proxyPort)
                .replace("/usr/share/choros", distribution).replace("/srv/web", pages + "/$(basename $CHOROS_UNIT)");
    }

    @AfterEach
    void end() {
        nodes.forEach(LocalNode::close);
    }

    @Test
    void clientsAskAnyHostWhereverTheServerIs() {
        Map<String, InetSocketAddress> proxies = new LinkedHashMap<>();
        for (int i = 1; i <= NAMES.size(); i++) {
            proxies.put(NAMES.get(i - 1), new InetSocketAddress(net + i, proxyPort));
        }
        LocalNode alpha = nodes.get(0);
        LocalNode beta = nodes.get(1);
        try (PolledProxies clients = new PolledProxies(proxies)) {
            nodes.forEach(LocalNode::start);
            clients.served("begins", "alpha", NAMES, this::evidence);
            // who runs the nodes may ask them
            Command status = alpha.run("corosync-amf");
            assertEquals(0, status.status(), () -> status + evidence());
            assertTrue(status.out().contains("  workload web: active\n    active in " + net + "1\n"), status.out());

            List<String> servers = servers();
            assertEquals(1, servers.size());
            Command.check("kill", "-KILL", servers.get(0));
            clients.served("the server is killed", "alpha", NAMES, this::evidence);

            alpha.signal("TERM");
            assertEquals(0, alpha.awaitEnd());
            clients.served("its node is stopped", "beta", List.of("beta", "gamma"), this::evidence);
            assertEquals(1, servers().size());
            alpha.start();
            clients.served("that node is back", "beta", NAMES, this::evidence);

            beta.signal("KILL");
            beta.awaitEnd();
            clients.served("its node is killed", "alpha", List.of("alpha", "gamma"), this::evidence);
            assertEquals(1, servers().size());
        }
        // without quorum the server may not go on, and the proxy does
        nodes.get(2).signal("TERM");
        nodes.get(2).awaitEnd();
        Await.until("the server is stopped", LIMIT_S, () -> servers().isEmpty(), this::evidence);
        assertEquals(1, processes(net + "1:" + proxyPort).size());
        alpha.signal("TERM");
        alpha.awaitEnd();
        Await.until("nothing is left", LIMIT_S, () -> processes(net).isEmpty(), this::evidence);
    }

    private List<String> servers() {
        return processes("http.server");
    }

    /** The processes of this test that have a word; of words that begin so, its network does for all. */
    private List<String> processes(String word) {
        try (Stream<Path> all = Files.list(Path.of("/proc"))) {
            return all.map(p -> p.getFileName().toString()).filter(n -> n.matches("[0-9]+")).filter(pid -> {
                try {
                    List<String> words = List.of(Files.readString(Path.of("/proc", pid, "cmdline")).split("\0"));
                    return words.stream().anyMatch(w -> w.startsWith(net))
                            && words.stream().anyMatch(w -> w.startsWith(word));
                } catch (IOException e) {
                    return false;
                }
            }).toList();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private String evidence() {
        return nodes.stream().map(LocalNode::evidence).collect(Collectors.joining("\n"));
    }
}
