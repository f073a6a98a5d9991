package org.choros.tools;

import java.util.Locale;

import org.choros.availability.AdminState;
import org.choros.availability.Assignment;
import org.choros.availability.AvailabilityChange;
import org.choros.availability.AvailabilityStatus;
import org.choros.availability.ComponentState;
import org.choros.availability.GroupState;
import org.choros.availability.LeftOut;
import org.choros.availability.NodeState;
import org.choros.availability.Phase;
import org.choros.availability.Readiness;
import org.choros.availability.Role;
import org.choros.availability.UnitState;
import org.choros.availability.WorkloadState;

/** What corosync-amf shows, for people: a tree. */
final class AmfTree {
    private final AvailabilityStatus status;
    private final StringBuilder text = new StringBuilder();

    private AmfTree(AvailabilityStatus status) {
        this.status = status;
    }

    static String of(AvailabilityStatus status) {
        AmfTree tree = new AmfTree(status);
        tree.head();
        tree.nodes();
        for (GroupState g : status.groups()) {
            tree.group(g);
        }
        tree.leftOut();
        if (!status.complete()) {
            tree.text.append("\nThere are more components than are shown.\n");
        }
        return tree.text.toString();
    }

    private void head() {
        text.append("Availability information\n------------------------\n");
        text.append("Cluster:          ").append(status.managed() ? "managed" : "waits: " + status.waitsFor())
                .append('\n');
        text.append("Seen by:          ").append(node(status.nodeId())).append(status.quorate() ? ", quorate" : "")
                .append('\n');
        text.append("Configuration:    ")
                .append(status.configured() ? "version " + Long.toUnsignedString(status.configVersion()) : "none yet")
                .append('\n');
    }

    private String node(int id) {
        String number = Integer.toUnsignedString(id);
        for (NodeState n : status.nodes()) {
            if (n.nodeId() == id && !n.name().equals(number)) {
                return n.name() + " (" + number + ")";
            }
        }
        return number;
    }

    private static String words(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    private static String admin(AdminState admin) {
        return switch (admin) {
            case UNLOCKED -> "";
            case MAINTENANCE -> ", in maintenance";
            case OUT -> ", has taken itself out";
            default -> ", " + words(admin);
        };
    }

    private void nodes() {
        text.append("\nNodes\n");
        for (NodeState n : status.nodes()) {
            text.append("  ").append(node(n.nodeId())).append(": ").append(n.present() ? "here" : "away")
                    .append(admin(n.admin()));
            if (n.inDoubt()) {
                text.append("; ").append(n.why());
                if (n.doubtFor().isPresent()) {
                    text.append(", for ").append((n.doubtFor().get().toMillis() + 999) / 1000).append(" s at most");
                }
            }
            if (!n.sameConfiguration()) {
                text.append("; has another configuration, version ")
                        .append(Long.toUnsignedString(n.configVersion()));
            }
            text.append('\n');
        }
    }

    private void group(GroupState g) {
        text.append("\nGroup ").append(g.name()).append(" (").append(g.model()).append(')').append(admin(g.admin()))
                .append(g.quorumNeeded() ? "" : ", without quorum too")
                .append(g.origin().isEmpty() ? "" : ", " + g.origin()).append('\n');
        for (WorkloadState w : g.workloads()) {
            workload(g, w);
        }
        for (UnitState u : g.units()) {
            text.append("  unit ").append(local(u.id())).append(" on ").append(node(u.nodeId())).append(": ")
                    .append(u.readiness() == Readiness.KEPT ? "keeps what it has" : words(u.readiness()));
            if (!u.why().isEmpty()) {
                text.append(", ").append(u.why());
            }
            text.append('\n');
        }
    }

    private void leftOut() {
        for (LeftOut l : status.leftOut()) {
            text.append("\nGroup ").append(l.name()).append(" is declared and not in use: ").append(l.why())
                    .append('\n');
        }
    }

    private void workload(GroupState g, WorkloadState w) {
        text.append("  workload ").append(local(w.id())).append(": ")
                .append(w.why().isEmpty() ? "active" : "not active, " + w.why());
        if (!w.wish().isEmpty()) {
            text.append("; wanted in ").append(local(w.wish()));
        }
        text.append('\n');
        for (UnitState u : g.units()) {
            for (Assignment a : w.assignments()) {
                if (a.unit().equals(u.id())) {
                    assignment(a);
                }
            }
        }
        // of units that the configuration has no more
        for (Assignment a : w.assignments()) {
            boolean known = false;
            for (UnitState u : g.units()) {
                known |= a.unit().equals(u.id());
            }
            if (!known) {
                assignment(a);
            }
        }
    }

    private void assignment(Assignment a) {
        text.append("    ").append(a.role() == Role.ACTIVE ? "active" : "standby").append(" in ")
                .append(local(a.unit()));
        if (a.phase() != Phase.HELD) {
            text.append(", ").append(words(a.phase()));
        }
        text.append('\n');
        for (ComponentState c : a.components()) {
            text.append("      ").append(c.name()).append(": ").append(words(c.presence()));
            if (c.restarts() != 0) {
                text.append(", ").append(Integer.toUnsignedString(c.restarts()))
                        .append(c.restarts() == 1 ? " restart" : " restarts");
            }
            if (!c.cause().isEmpty()) {
                text.append(", failed last: ").append(c.cause());
            }
            text.append('\n');
        }
    }

    /** What is behind the group's name. */
    private static String local(String id) {
        return id.substring(id.indexOf('/') + 1);
    }

    /** A change on a line. */
    static String of(AvailabilityChange c) {
        return c.subject() + ": " + c.state() + (c.before().isEmpty() ? "" : " (was: " + c.before() + ")")
                + (c.cause().isEmpty() ? "" : "; " + c.cause());
    }
}
