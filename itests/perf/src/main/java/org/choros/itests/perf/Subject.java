package org.choros.itests.perf;

import java.util.List;
import java.util.Locale;

import org.choros.itests.lab.Host;
import org.choros.itests.perf.load.ClientLoad;
import org.choros.itests.perf.load.JGroupsLoad;
import org.choros.itests.perf.load.LocalLoad;

/** What is measured: a program that sends, over a daemon of some kind or by itself. */
enum Subject {
    /** The program in C over Debian's corosync. */
    C(Daemon.C) {
        @Override
        List<String> program(Programs programs, Host host, int hosts) {
            return programs.compiled(hosts, word());
        }
    },
    /** The program in C over Choros. */
    CHOROS(Daemon.CHOROS) {
        @Override
        List<String> program(Programs programs, Host host, int hosts) {
            return programs.compiled(hosts, word());
        }
    },
    /** The program in C over Choros from another distribution. */
    BEFORE(Daemon.BEFORE) {
        @Override
        List<String> program(Programs programs, Host host, int hosts) {
            return programs.compiled(hosts, word());
        }
    },
    /** The program in Java over the client bundle and Choros. */
    CLIENT(Daemon.CHOROS) {
        @Override
        List<String> program(Programs programs, Host host, int hosts) {
            return programs.java(ClientLoad.class, Integer.toString(hosts), word());
        }
    },
    /** The program in Java with the node in it. */
    LOCAL(Daemon.EMBEDDED) {
        @Override
        List<String> program(Programs programs, Host host, int hosts) {
            return programs.java(LocalLoad.class, Integer.toString(hosts), word(), Integer.toString(host.number()));
        }
    },
    /** The program in Java with JGroups in it. */
    JGROUPS(Daemon.NONE) {
        @Override
        List<String> program(Programs programs, Host host, int hosts) {
            return programs.java(JGroupsLoad.class, Integer.toString(hosts), Integer.toString(host.number()),
                    host.address());
        }
    };

    private final Daemon daemon;

    Subject(Daemon daemon) {
        this.daemon = daemon;
    }

    /** @return which daemon it needs */
    Daemon daemon() {
        return daemon;
    }

    /** @return the command that takes part on a host */
    abstract List<String> program(Programs programs, Host host, int hosts);

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
