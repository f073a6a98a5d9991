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

    private TwoNodes(Lab lab) {
        this.lab = lab;
    }

    /** Starts both daemons, over udpu; {@link #awaitFormed} waits for them. */
    static TwoNodes start(Kind alpha, Kind beta) {
        return start("udpu", alpha, beta);
    }

    static TwoNodes start(String transport, Kind alpha, Kind beta) {
        Lab lab = Lab.of("alpha", "beta");
        try {
            for (Host host : lab.hosts()) {
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
                        """.formatted(transport, TOKEN_MS, lab.host(1).address(), lab.host(2).address()));
            }
            lab.host(1).start(alpha);
            lab.host(2).start(beta);
            return new TwoNodes(lab);
        } catch (RuntimeException e) {
            lab.close();
            throw e;
        }
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
