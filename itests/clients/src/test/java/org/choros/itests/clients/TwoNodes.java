package org.choros.itests.clients;

import org.choros.itests.lab.Host;
import org.choros.itests.lab.Host.Kind;
import org.choros.itests.lab.Lab;

/** A cluster of two hosts, alpha and beta, with the same corosync.conf whatever the kind of their daemons. */
final class TwoNodes implements AutoCloseable {
    /** Long enough that a busy machine does not look like a dead node. */
    private static final int TOKEN_MS = 4000;
    private static final int FORM_S = 60;

    private final Lab lab;
    private final String transport;

    private TwoNodes(Lab lab, String transport) {
        this.lab = lab;
        this.transport = transport;
    }

    /** Starts both daemons, over udpu; {@link #awaitFormed} waits for them. */
    static TwoNodes start(Kind alpha, Kind beta) {
        return start("udpu", alpha, beta);
    }

    static TwoNodes start(String transport, Kind alpha, Kind beta) {
        return start(transport, "", alpha, beta);
    }

    /** Starts both with more in their configuration. */
    static TwoNodes start(String transport, String sections, Kind alpha, Kind beta) {
        TwoNodes nodes = new TwoNodes(Lab.of("alpha", "beta"), transport);
        try {
            nodes.lab.hosts().forEach(h -> nodes.configure(h, sections));
            nodes.alpha().start(alpha);
            nodes.beta().start(beta);
            return nodes;
        } catch (RuntimeException e) {
            nodes.close();
            throw e;
        }
    }

    private void configure(Host host, String sections) {
        host.configure("corosync.conf", """
                totem {
                    version: 2
                    cluster_name: lab
                    transport: %s
                    token: %d
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
                    node {
                        ring0_addr: %s
                        nodeid: 1
                        name: alpha
                    }
                    node {
                        ring0_addr: %s
                        nodeid: 2
                        name: beta
                    }
                }
                %s
                """.formatted(transport, TOKEN_MS, alpha().address(), beta().address(), sections));
    }

    /**
     * Stops a host's daemon and starts it with more in its configuration.
     *
     * @param host the host
     * @param sections what stands there besides
     */
    void restart(Host host, String sections) {
        host.terminate();
        configure(host, sections);
        host.start(host.kind());
        awaitFormed();
    }

    void awaitFormed() {
        lab.hosts().forEach(h -> h.awaitMembers(FORM_S, 1, 2));
    }

    Host alpha() {
        return lab.host(1);
    }

    Host beta() {
        return lab.host(2);
    }

    /** Takes beta off the switch, or puts it back. */
    void cable(boolean connected) {
        lab.cable(beta(), connected);
    }

    @Override
    public void close() {
        lab.close();
    }
}
