package org.choros.availability.client;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.choros.availability.AdminState;
import org.choros.availability.Assignment;
import org.choros.availability.AvailabilityChange;
import org.choros.availability.AvailabilityStatus;
import org.choros.availability.ComponentState;
import org.choros.availability.GroupState;
import org.choros.availability.LeftOut;
import org.choros.availability.NodeState;
import org.choros.availability.Phase;
import org.choros.availability.Presence;
import org.choros.availability.Readiness;
import org.choros.availability.Role;
import org.choros.availability.UnitState;
import org.choros.availability.WorkloadState;
import org.choros.engine.amf.ipc.AmfReply;
import org.choros.engine.amf.ipc.AmfStatus;

/** What messages say, as the API has it: as a tree. */
final class Statuses {
    private static final AdminState[] ADMINS = AdminState.values();
    private static final Readiness[] READINESS = Readiness.values();
    private static final Role[] ROLES = Role.values();
    private static final Phase[] PHASES = Phase.values();
    private static final Presence[] PRESENCES = Presence.values();
    private static final AvailabilityChange.Kind[] KINDS = AvailabilityChange.Kind.values();

    private final AmfStatus raw;
    /** By workload and unit, which have no blank. */
    private final Map<String, List<ComponentState>> components = new HashMap<>();
    private final Map<String, List<Assignment>> assignments = new HashMap<>();

    private Statuses(AmfStatus raw) {
        this.raw = raw;
        for (AmfStatus.Component c : raw.components()) {
            components.computeIfAbsent(c.workload() + ' ' + c.unit(), k -> new ArrayList<>())
                    .add(new ComponentState(c.name(), PRESENCES[c.presence()], c.restarts(), c.cause()));
        }
        for (AmfStatus.Assignment a : raw.assignments()) {
            assignments.computeIfAbsent(a.workload(), k -> new ArrayList<>()).add(new Assignment(a.unit(), a.node(),
                    ROLES[a.role()], PHASES[a.phase()], a.serial(), of(components, a.workload() + ' ' + a.unit())));
        }
    }

    private static <T> List<T> of(Map<String, List<T>> in, String key) {
        return List.copyOf(in.getOrDefault(key, List.of()));
    }

    static AvailabilityStatus of(AmfStatus raw) {
        return new Statuses(raw).status();
    }

    private AvailabilityStatus status() {
        List<NodeState> nodes = raw.nodes().stream()
                .map(n -> new NodeState(n.id(), n.name(), n.present(), ADMINS[n.admin()], n.inDoubt(),
                        n.inDoubt() && n.forMs() >= 0 ? Optional.of(Duration.ofMillis(n.forMs())) : Optional.empty(),
                        n.why(), n.same(), n.version()))
                .toList();
        return new AvailabilityStatus(raw.node(), raw.quorate(), raw.waitsFor(), raw.epoch(), raw.configured(),
                raw.version(), raw.restarts(), raw.failovers(), raw.change(), !raw.cut(), nodes,
                raw.groups().stream().map(this::group).toList(),
                raw.leftOut().stream().map(l -> new LeftOut(l.name(), l.why())).toList());
    }

    private GroupState group(AmfStatus.Group g) {
        String prefix = g.name() + '/';
        List<UnitState> units = raw.units().stream().filter(u -> u.id().startsWith(prefix))
                .map(u -> new UnitState(u.id(), u.node(), u.rank(), ADMINS[u.admin()], READINESS[u.service()],
                        u.why()))
                .toList();
        List<WorkloadState> workloads = raw.workloads().stream().filter(w -> w.id().startsWith(prefix))
                .map(w -> new WorkloadState(w.id(), w.rank(), w.wish(), w.why(), of(assignments, w.id()))).toList();
        return new GroupState(g.name(), g.model(), ADMINS[g.admin()], g.quorum(), units, workloads,
                g.origin());
    }

    static AvailabilityChange change(AmfReply.Changed c) {
        return new AvailabilityChange(c.number(), KINDS[c.kind()], c.node(), c.subject(), c.state(), c.before(),
                c.cause());
    }
}
