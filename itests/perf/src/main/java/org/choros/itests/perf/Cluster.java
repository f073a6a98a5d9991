package org.choros.itests.perf;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Locale;

import org.choros.itests.lab.Host;
import org.choros.itests.lab.Lab;

/** Hosts on a switch of their own, with daemons of one kind or with none. */
final class Cluster implements AutoCloseable {
    private final Lab lab;
    private final Daemon daemon;
    private final Options options;

    /**
     * Makes the hosts.
     *
     * @param daemon what they run
     * @param size how many
     * @param options how
     */
    Cluster(Daemon daemon, int size, Options options) {
        this.daemon = daemon;
        this.options = options;
        String[] names = new String[size];
        for (int i = 0; i < size; i++) {
            names[i] = daemon.name().toLowerCase(Locale.ROOT) + (i + 1);
        }
        lab = Lab.of(names);
    }

    /** Starts the daemons; they form their ring meanwhile. */
    void start() {
        for (Host host : lab.hosts()) {
            if (daemon != Daemon.NONE) {
                host.configure("corosync.conf", configuration());
            }
            if (daemon == Daemon.BEFORE) {
                host.start(daemon.kind(), options.before().toString());
            } else if (daemon.kind() != null) {
                host.start(daemon.kind());
            }
        }
    }

    private String configuration() {
        StringBuilder nodes = new StringBuilder();
        for (Host h : lab.hosts()) {
            nodes.append("    node {\n        ring0_addr: ").append(h.address()).append("\n        nodeid: ")
                    .append(h.number()).append("\n        name: ").append(h.name()).append("\n    }\n");
        }
        String multicast = "udp".equals(options.transport()) ? """
                interface {
                        linknumber: 0
                        mcastaddr: 239.255.100.4
                        mcastport: 5405
                    }
                """ : "";
        return """
                totem {
                    version: 2
                    cluster_name: perf
                    transport: %s
                    %s
                }
                logging {
                    to_stderr: no
                    to_syslog: no
                    to_logfile: yes
                    logfile: /var/log/cluster/corosync.log
                    timestamp: hires
                }
                quorum {
                    provider: corosync_votequorum
                }
                nodelist {
                %s}
                """.formatted(options.transport(), multicast, nodes);
    }

    /** Which daemons. */
    Daemon daemon() {
        return daemon;
    }

    List<Host> hosts() {
        return lab.hosts();
    }

    /** The process whose processor time is that of the host's daemon, 0 where there is none. */
    long daemon(Host host) {
        return daemon.kind() == null ? 0 : host.pid();
    }

    /** Whether every daemon runs. */
    boolean complete() {
        return daemon.kind() == null || lab.hosts().stream().allMatch(Host::alive);
    }

    void saveLogs(Path folder) {
        try {
            Files.createDirectories(folder);
            for (Host host : lab.hosts()) {
                for (String name : List.of("log/corosync.log", "console")) {
                    Path file = host.folder().resolve(name);
                    if (Files.exists(file)) {
                        Files.copy(file, folder.resolve(host.name() + "." + file.getFileName()),
                                StandardCopyOption.REPLACE_EXISTING);
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        lab.close();
    }
}
