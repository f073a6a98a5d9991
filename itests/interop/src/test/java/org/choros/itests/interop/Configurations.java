package org.choros.itests.interop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Random;

import org.choros.itests.lab.Host;
import org.choros.itests.lab.Lab;

/** The configurations of the tests. */
final class Configurations {
    /** So long that a busy machine does not look like a dead node. */
    static final int PATIENT_TOKEN_MS = 10_000;
    private static final int KEY_BYTES = 128;
    /** Of corosync 2.4. */
    private static final int DEFAULT_TOKEN_MS = 1000;

    private Configurations() {
    }

    /** The guide's two hosts: dialect 2.4, multicast, encrypted, every host with its own address. */
    static void reference(Lab lab) {
        reference(lab, DEFAULT_TOKEN_MS);
    }

    /** The same with another token timeout. */
    static void reference(Lab lab, int tokenMs) {
        byte[] key = new byte[KEY_BYTES];
        new Random(lab.hosts().size()).nextBytes(key);
        for (Host host : lab.hosts()) {
            host.configure("corosync.conf", """
                    totem {
                          version: 2
                          crypto_cipher: aes256
                          crypto_hash: sha1
                          token: %d
                          interface {
                              ringnumber: 0
                              bindnetaddr: %s
                              mcastaddr: 239.255.100.1
                              mcastport: 5405
                              ttl: 1
                          }
                    }
                    logging {
                          fileline: off
                          to_stderr: no
                          to_logfile: yes
                          logfile: /var/log/cluster/corosync.log
                          to_syslog: no
                          debug: off
                          timestamp: on
                          logger_subsys {
                               subsys: QUORUM
                               debug: off
                          }
                    }
                    quorum {
                          provider: corosync_votequorum
                    }
                    nodelist {
                    %s}
                    """.formatted(tokenMs, host.address(), nodes(lab.hosts(), false)));
            try {
                Files.write(host.etc("authkey"), key);
                Files.setPosixFilePermissions(host.etc("authkey"), PosixFilePermissions.fromString("r--------"));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** One configuration for all hosts, dialect 3.1, as Debian's corosync runs it without crypto. */
    static void plain(Lab lab, String transport, int tokenMs) {
        plain(lab.hosts(), lab.hosts(), transport, tokenMs);
    }

    /** The same for some hosts, with some in the list of nodes. */
    static void plain(List<Host> hosts, List<Host> nodes, String transport, int tokenMs) {
        String multicast = "udp".equals(transport) ? """
                interface {
                            linknumber: 0
                            mcastaddr: 239.255.100.2
                            mcastport: 5405
                        }
                """ : "";
        for (Host host : hosts) {
            host.configure("corosync.conf", """
                    totem {
                        version: 2
                        cluster_name: lab
                        transport: %s
                        token: %d
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
                    """.formatted(transport, tokenMs, multicast, nodes(nodes, true)));
        }
    }

    /** As {@link #plain} over udpu; clients talk over shared memory ({@code shm}) or over sockets ({@code socket}). */
    static void channels(Lab lab, String type, int tokenMs) {
        plain(lab, "udpu", tokenMs);
        for (Host host : lab.hosts()) {
            try {
                Files.writeString(host.etc("corosync.conf"), "system {\n    qb_ipc_type: " + type + "\n}\n",
                        StandardOpenOption.APPEND);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** As {@link #plain}, but the last host is no node: a quorum device asks it for its vote. */
    static void device(Lab lab, String tls, int tokenMs) {
        List<Host> nodes = lab.hosts().subList(0, lab.hosts().size() - 1);
        for (Host host : nodes) {
            host.configure("corosync.conf", """
                    totem {
                        version: 2
                        cluster_name: lab
                        transport: udpu
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
                        device {
                            model: net
                            votes: 1
                            timeout: 10000
                            sync_timeout: 15000
                            net {
                                host: %s
                                algorithm: ffsplit
                                tls: %s
                            }
                        }
                    }
                    nodelist {
                    %s}
                    """.formatted(tokenMs, lab.host(lab.hosts().size()).address(), tls, nodes(nodes, true)));
        }
    }

    /** Two rings, dialect 2.4, for hosts on two switches. */
    static void redundant(Lab lab, String mode, String transport) {
        StringBuilder nodes = new StringBuilder();
        for (Host host : lab.hosts()) {
            nodes.append("    node {\n        ring0_addr: ").append(host.address()).append("\n        ring1_addr: ")
                    .append(host.secondAddress()).append("\n        nodeid: ").append(host.number())
                    .append("\n    }\n");
        }
        for (Host host : lab.hosts()) {
            StringBuilder rings = new StringBuilder();
            for (int ring = 0; ring < 2; ring++) {
                rings.append("    interface {\n        ringnumber: ").append(ring).append("\n        bindnetaddr: ")
                        .append(ring == 0 ? host.address() : host.secondAddress()).append('\n')
                        .append(transport.equals("udp") ? "        mcastaddr: 239.255.100." + (3 + ring) + '\n' : "")
                        .append("        mcastport: ").append(5405 + 10 * ring).append("\n    }\n");
            }
            host.configure("corosync.conf", """
                    totem {
                        version: 2
                        rrp_mode: %s
                        transport: %s
                        crypto_cipher: none
                        crypto_hash: none
                    %s}
                    logging {
                        to_stderr: no
                        to_syslog: no
                        to_logfile: yes
                        logfile: /var/log/cluster/corosync.log
                        timestamp: on
                    }
                    quorum {
                        provider: corosync_votequorum
                    }
                    nodelist {
                    %s}
                    """.formatted(mode, transport, rings, nodes));
        }
    }

    private static String nodes(List<Host> hosts, boolean named) {
        StringBuilder list = new StringBuilder();
        for (Host host : hosts) {
            list.append("    node {\n        ring0_addr: ").append(named ? host.address() : host.name())
                    .append("\n        nodeid: ").append(host.number()).append('\n');
            if (named) {
                list.append("        name: ").append(host.name()).append('\n');
            }
            list.append("    }\n");
        }
        return list.toString();
    }
}
