package org.choros.tools;

import java.util.Locale;

import org.choros.availability.Assignment;
import org.choros.availability.AvailabilityChange;
import org.choros.availability.AvailabilityStatus;
import org.choros.availability.ComponentState;
import org.choros.availability.GroupState;
import org.choros.availability.LeftOut;
import org.choros.availability.NodeState;
import org.choros.availability.UnitState;
import org.choros.availability.WorkloadState;

/** What corosync-amf says with {@code --json}. */
final class AmfJson {
    private final AvailabilityStatus status;
    private final JsonWriter json = new JsonWriter();

    private AmfJson(AvailabilityStatus status) {
        this.status = status;
    }

    static String of(AvailabilityStatus status) {
        AmfJson all = new AmfJson(status);
        all.write();
        return all.json.toString();
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    private static String orNull(String text) {
        return text.isEmpty() ? null : text;
    }

    private void node(int id) {
        String name = null;
        for (NodeState n : status.nodes()) {
            name = n.nodeId() == id && !n.name().equals(Integer.toUnsignedString(id)) ? n.name() : name;
        }
        json.field("node_id", Integer.toUnsignedLong(id)).field("node_name", name);
    }

    private void write() {
        json.beginObject();
        node(status.nodeId());
        json.field("quorate", status.quorate()).field("managed", status.managed())
                .field("waits_for", orNull(status.waitsFor())).name("epoch").unsigned(status.epoch())
                .name("config_version");
        if (status.configured()) {
            json.unsigned(status.configVersion());
        } else {
            json.value((String) null);
        }
        json.field("restarts", status.restarts()).field("failovers", status.failovers())
                .field("change", status.change()).field("complete", status.complete()).name("nodes").beginArray();
        for (NodeState n : status.nodes()) {
            node(n);
        }
        json.endArray().name("groups").beginArray();
        for (GroupState g : status.groups()) {
            group(g);
        }
        json.endArray().name("left_out").beginArray();
        for (LeftOut l : status.leftOut()) {
            json.beginObject().field("group", l.name()).field("why", l.why()).endObject();
        }
        json.endArray().endObject();
    }

    private void node(NodeState n) {
        json.beginObject();
        node(n.nodeId());
        json.field("present", n.present()).field("admin", word(n.admin())).field("in_doubt", n.inDoubt())
                .name("doubt_ms");
        if (n.doubtFor().isPresent()) {
            json.value(n.doubtFor().get().toMillis());
        } else {
            json.value((String) null);
        }
        json.field("why", orNull(n.why())).field("same_configuration", n.sameConfiguration()).name("config_version")
                .unsigned(n.configVersion()).endObject();
    }

    private void group(GroupState g) {
        json.beginObject().field("group", g.name()).field("model", g.model()).field("admin", word(g.admin()))
                .field("quorum_needed", g.quorumNeeded()).field("origin", orNull(g.origin())).name("units")
                .beginArray();
        for (UnitState u : g.units()) {
            json.beginObject().field("unit", u.id());
            node(u.nodeId());
            json.field("rank", Integer.toUnsignedLong(u.rank())).field("admin", word(u.admin()))
                    .field("readiness", word(u.readiness())).field("why", orNull(u.why())).endObject();
        }
        json.endArray().name("workloads").beginArray();
        for (WorkloadState w : g.workloads()) {
            json.beginObject().field("workload", w.id()).field("rank", Integer.toUnsignedLong(w.rank()))
                    .field("wish", orNull(w.wish())).field("active", w.why().isEmpty()).field("why", orNull(w.why()))
                    .name("assignments").beginArray();
            for (Assignment a : w.assignments()) {
                assignment(a);
            }
            json.endArray().endObject();
        }
        json.endArray().endObject();
    }

    private void assignment(Assignment a) {
        json.beginObject().field("unit", a.unit());
        node(a.nodeId());
        json.field("role", word(a.role())).field("phase", word(a.phase())).name("serial").unsigned(a.serial())
                .name("components").beginArray();
        for (ComponentState c : a.components()) {
            json.beginObject().field("component", c.name()).field("presence", word(c.presence()))
                    .field("restarts", Integer.toUnsignedLong(c.restarts())).field("cause", orNull(c.cause()))
                    .endObject();
        }
        json.endArray().endObject();
    }

    /** A change. */
    static String of(AvailabilityChange c) {
        return new JsonWriter().beginObject().field("event", "change").field("number", c.number())
                .field("kind", word(c.kind())).field("node_id", Integer.toUnsignedLong(c.nodeId()))
                .field("subject", c.subject()).field("state", c.state()).field("before", orNull(c.before()))
                .field("cause", orNull(c.cause())).endObject().toString();
    }

    /** That changes were missed; a status follows. */
    static String missed() {
        return new JsonWriter().beginObject().field("event", "missed").endObject().toString();
    }
}
