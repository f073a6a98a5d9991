package org.choros.engine.amf.model;

import java.util.Map;

/** A model as text: the same for models that mean the same. The digest is made of it, so it changes with a version. */
final class ModelText {
    private static final long GAMMA = 0x9E3779B97F4A7C15L;
    private static final long MIX = 0xD6E8FEB86659FD93L;

    private final StringBuilder out = new StringBuilder();

    private ModelText() {
    }

    static String of(Model model) {
        ModelText t = new ModelText();
        t.model(model);
        return t.out.toString();
    }

    static long digest(Model model) {
        String text = of(model);
        long d = text.length();
        for (int i = 0; i < text.length(); i++) {
            d = (d ^ text.charAt(i)) * GAMMA;
            d ^= d >>> 32;
        }
        d *= MIX;
        return d ^ d >>> 32;
    }

    private void model(Model m) {
        Policy p = m.policy();
        line("policy", p.fence(), p.fenceTimeoutNs(), p.holdNs(), p.stopLimitNs(), p.rebootStuck(),
                p.declaring());
        m.nodes().forEach((id, name) -> line("node", Integer.toUnsignedString(id), name));
        m.groups().forEach(this::group);
    }

    private void group(Group g) {
        Recovery r = g.recovery();
        line("group", g.name(), g.redundancy().word(), g.active(), g.standby(), g.maxActive(), g.maxStandby(),
                g.autoAdjust(), g.quorumNeeded());
        line(" recovery", r.restartMax(), r.restartProbationNs(), r.delayNs(), r.delayMaxNs(), r.unitRestartMax(),
                r.unitProbationNs(), r.failoverMax(), r.failoverProbationNs(), r.repairNs());
        for (Unit u : g.units()) {
            line(" unit", u.id(), Integer.toUnsignedString(u.node()));
        }
        for (Workload w : g.workloads()) {
            line(" workload", w.id(), w.after(), w.requires());
            map("  attribute", w.attributes());
        }
        for (Component c : g.components()) {
            line(" component", c.name(), c.type(), c.start(), c.stop(), c.user(), c.directory(), c.output(),
                    c.startTimeoutNs(), c.stopTimeoutNs(), c.killTimeoutNs());
            map("  environment", c.environment());
            for (HealthCheck h : c.checks()) {
                line("  check", h.kind(), h.target(), h.periodNs(), h.timeoutNs(), h.graceNs(), h.failures());
            }
        }
    }

    private void map(String name, Map<String, String> map) {
        map.forEach((key, value) -> line(name, key, value));
    }

    private void line(String name, Object... values) {
        out.append(name);
        for (Object v : values) {
            out.append(' ')
                    .append(v instanceof String s ? '"' + s.replace("\\", "\\\\").replace("\"", "\\\"") + '"' : v);
        }
        out.append('\n');
    }
}
