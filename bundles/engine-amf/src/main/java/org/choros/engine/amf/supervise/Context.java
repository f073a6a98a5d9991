package org.choros.engine.amf.supervise;

import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;

import org.choros.engine.amf.model.Component;
import org.choros.engine.amf.model.Group;
import org.choros.engine.amf.model.HealthCheck;
import org.choros.engine.amf.model.Workload;

/**
 * What the components of a workload in a unit are told of it.
 *
 * @param group the group
 * @param unit the unit's id
 * @param workload the workload
 * @param role what the unit is for it
 */
record Context(Group group, String unit, Workload workload, Role role) {

    JobSpec start(Component c) {
        if (c.type() == Component.Type.OSGI) {
            return bean(c, role);
        }
        long beatNs = c.checks().stream().filter(h -> h.kind() == HealthCheck.Kind.HEARTBEAT)
                .mapToLong(HealthCheck::periodNs).min().orElse(0);
        List<String> undo = c.type() == Component.Type.ONESHOT ? c.stop() : List.of();
        return command(c, c.start(), new JobSpec.Care(beatNs, c.stopTimeoutNs(), undo, false));
    }

    /** What stops it; null when there is no such command. */
    JobSpec stop(Component c) {
        if (c.type() == Component.Type.OSGI) {
            return bean(c, Role.NONE);
        }
        return c.stop().isEmpty()
                ? null
                : command(c, c.stop(),
                        new JobSpec.Care(0, c.stopTimeoutNs(), List.of(), c.type() == Component.Type.ONESHOT));
    }

    /** What a check runs; null for a heartbeat. */
    JobSpec check(Component c, HealthCheck h) {
        return switch (h.kind()) {
            case HEARTBEAT -> null;
            case COMMAND -> command(c, h.target(), JobSpec.Care.NONE);
            case BEAN -> new JobSpec.BeanCheck(c.start().get(0), workload.id());
            default -> new JobSpec.Probe(h.kind(), h.target().get(0), h.timeoutNs());
        };
    }

    private JobSpec bean(Component c, Role told) {
        return new JobSpec.Bean(c.start().get(0), told, workload.id(), workload.attributes());
    }

    private JobSpec command(Component c, List<String> words, JobSpec.Care care) {
        SortedMap<String, String> e = new TreeMap<>(c.environment());
        e.put("CHOROS_GROUP", group.name());
        e.put("CHOROS_UNIT", unit);
        e.put("CHOROS_WORKLOAD", workload.id());
        e.put("CHOROS_COMPONENT", c.name());
        e.put("CHOROS_ROLE", role.name().toLowerCase(Locale.ROOT));
        workload.attributes().forEach((k, v) -> e.put("CHOROS_ATTR_" + k.replaceAll("[^A-Za-z0-9_]", "_"), v));
        return new JobSpec.Command(words, Collections.unmodifiableSortedMap(e), c.user(), c.directory(), c.output(),
                care);
    }
}
