package org.choros.itests.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * Hosts on one switch, each a network namespace with an interface {@code eth0} and addresses 10.1.11.101, .102, ...;
 * everything is made in namespaces of its own and goes away on close.
 */
public final class Lab implements AutoCloseable {
    private static final AtomicInteger NUMBER = new AtomicInteger();

    private final String prefix = "ch" + ProcessHandle.current().pid() % 100_000 + "n" + NUMBER.incrementAndGet();
    private final String wire = prefix + "sw";
    private final Path folder;
    private final List<Host> hosts = new ArrayList<>();

    private Lab(Path folder) {
        this.folder = folder;
    }

    /**
     * @return null when hosts can be made here, else the reason why not
     */
    public static String unavailable() {
        if (!"root".equals(System.getProperty("user.name"))) {
            return "network namespaces need root";
        }
        if (Command.run(List.of("sh", "-c", "command -v ip unshare")).status() != 0) {
            return "ip (package iproute2) or unshare is missing";
        }
        String probe = "chprobe" + ProcessHandle.current().pid();
        Command made = Command.run(List.of("ip", "netns", "add", probe));
        if (made.status() != 0) {
            return "no network namespace can be made: " + made.err().trim();
        }
        Command.run(List.of("ip", "netns", "del", probe));
        return null;
    }

    /**
     * @return null when the C daemon is installed, else the reason
     */
    public static String peerUnavailable() {
        return Files.isExecutable(Path.of("/usr/sbin/corosync"))
                ? null
                : "corosync (package corosync) is not installed";
    }

    /**
     * @param names the hosts' names, first gets 10.1.11.101
     * @return the lab
     */
    public static Lab of(String... names) {
        return of(1, names);
    }

    /**
     * Every host has a second interface {@code eth1} with addresses 10.1.12.101, .102, ... on a second switch.
     *
     * @param names the hosts' names, first gets 10.1.11.101 and 10.1.12.101
     * @return the lab
     */
    public static Lab redundant(String... names) {
        return of(2, names);
    }

    private static Lab of(int networks, String... names) {
        try {
            Lab lab = new Lab(Files.createTempDirectory("choros-lab"));
            try {
                lab.build(networks, names);
            } catch (RuntimeException e) {
                lab.close();
                throw e;
            }
            return lab;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void build(int networks, String... names) throws IOException {
        Command.check("ip", "netns", "add", wire);
        Command.check("ip", "-n", wire, "link", "add", "sw", "type", "bridge", "mcast_snooping", "0");
        Command.check("ip", "-n", wire, "link", "set", "sw", "up");
        if (networks > 1) {
            Command.check("ip", "-n", wire, "link", "add", "sw1", "type", "bridge", "mcast_snooping", "0");
            Command.check("ip", "-n", wire, "link", "set", "sw1", "up");
        }
        StringBuilder table = new StringBuilder("127.0.0.1 localhost\n");
        for (int i = 0; i < names.length; i++) {
            table.append("10.1.11.").append(101 + i).append(' ').append(names[i]).append('\n');
        }
        for (int i = 0; i < names.length; i++) {
            Host host = new Host(this, names[i], prefix + "h" + (i + 1), "10.1.11." + (101 + i), i + 1,
                    folder.resolve(names[i]));
            hosts.add(host);
            host.build(wire, table.toString());
            if (networks > 1) {
                host.attachSecond(wire);
            }
        }
    }

    /**
     * @param number the host's number, from 1
     * @return the host
     */
    public Host host(int number) {
        return hosts.get(number - 1);
    }

    /** @return all hosts */
    public List<Host> hosts() {
        return hosts;
    }

    /**
     * Takes hosts off the switch: they reach nobody.
     *
     * @param host the host
     * @param connected false to pull the cable, true to plug it in
     */
    public void cable(Host host, boolean connected) {
        Command.check("ip", "-n", wire, "link", "set", host.port(), connected ? "up" : "down");
    }

    /**
     * Takes a host off one of two switches.
     *
     * @param host the host
     * @param network 0 or 1
     * @param connected false to pull the cable, true to plug it in
     */
    public void cable(Host host, int network, boolean connected) {
        Command.check("ip", "-n", wire, "link", "set", host.port(network), connected ? "up" : "down");
    }

    /**
     * Switches one of a host's two interfaces.
     *
     * @param host the host
     * @param network 0 or 1
     * @param up false to switch it off
     */
    public void link(Host host, int network, boolean up) {
        Command.check("ip", "-n", host.namespace(), "link", "set", "eth" + network, up ? "up" : "down");
    }

    /**
     * Switches a host's interface, as {@code ip link set} on the host does.
     *
     * @param host the host
     * @param up false to switch it off
     */
    public void link(Host host, boolean up) {
        Command.check("ip", "-n", host.namespace(), "link", "set", "eth0", up ? "up" : "down");
    }

    @Override
    public void close() {
        for (Host host : hosts) {
            host.close();
        }
        for (Host host : hosts) {
            Command.run(List.of("ip", "netns", "del", host.namespace()));
        }
        Command.run(List.of("ip", "netns", "del", wire));
        for (Host host : hosts) {
            delete(host.sharedMemory());
        }
        delete(folder);
    }

    private static void delete(Path tree) {
        if (!Files.exists(tree)) {
            return;
        }
        try (Stream<Path> files = Files.walk(tree)) {
            for (Path p : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(p);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
