package org.choros.engine.amf;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

import org.choros.engine.amf.model.Group;
import org.choros.engine.amf.model.Unit;
import org.choros.engine.amf.supervise.ComponentState;
import org.choros.engine.amf.supervise.Order;
import org.choros.engine.amf.supervise.Presence;
import org.choros.engine.amf.supervise.Role;
import org.choros.engine.amf.supervise.Slot;
import org.choros.spi.engine.EngineContext;
import org.choros.spi.log.LogLevel;

/**
 * Finds out what has changed, and tells it with its cause, to the log and to watchers. Looks at the state when somebody
 * has said why it may have changed; components tell by themselves.
 */
final class Changes {
    /** Kinds, as in {@link org.choros.engine.amf.ipc.AmfReply.Changed}. */
    private static final int ASSIGNMENT = 0;
    private static final int UNIT = 1;
    private static final int COMPONENT = 2;
    private static final int NODE = 3;
    private static final int CLUSTER = 4;
    private static final int CAUSES_MAX = 3;

    private final EngineContext context;
    private final Watchers watchers;
    private final List<String> causes = new ArrayList<>();
    private boolean more;
    /** How all was told last, by kind and subject. */
    private SortedMap<String, Fact> told = new TreeMap<>();
    /** When all was looked at last. */
    private Moment looked;
    /** The unit that a workload was active in last. */
    private final Map<String, String> lastActive = new HashMap<>();
    private long failovers;
    private long count;

    /** How something is. */
    private record Fact(int kind, int node, String subject, String state, LogLevel level) {
        String key() {
            return Changes.key(kind, subject);
        }
    }

    /** What all but single entries depends on. */
    private record Moment(Ledger ledger, long standing, Assembly assembly, String waitsFor) {
    }

    private static String key(int kind, String subject) {
        return kind + " " + subject;
    }

    Changes(EngineContext context, Watchers watchers) {
        this.context = context;
        this.watchers = watchers;
    }

    /** Something has happened; what changes by it is looked at soon. */
    void because(String cause) {
        if (causes.size() < CAUSES_MAX) {
            if (!causes.contains(cause)) {
                causes.add(cause);
            }
        } else {
            more = true;
        }
    }

    /** Whether something has happened since the last look. */
    boolean isDue() {
        return !causes.isEmpty();
    }

    /** How often a workload became active in another unit than before. */
    long failovers() {
        return failovers;
    }

    /** A number that is another one after each change. */
    long count() {
        return count;
    }

    /** Looks, and tells. */
    void look(AmfEngine engine) {
        String cause = String.join("; ", causes) + (more ? "; and more" : "");
        causes.clear();
        more = false;
        Ledger ledger = engine.ledger();
        Moment now = new Moment(ledger, ledger == null ? 0 : ledger.standing(), engine.assembly(),
                engine.outside().waitsFor());
        SortedSet<Slot> touched = ledger == null ? new TreeSet<>() : ledger.takeTouched();
        if (now.equals(looked)) {
            // most messages are about one entry, and there may be thousands
            touched.forEach(slot -> assignment(ledger, slot, cause));
        } else {
            looked = now;
            all(engine, cause);
        }
    }

    /** Whether all is told as it is, looked at wholly; for tests. */
    boolean isTold(AmfEngine engine) {
        return isDue() || told.equals(facts(engine));
    }

    private void assignment(Ledger ledger, Slot slot, String cause) {
        Order o = ledger.order(slot);
        if (o == null) {
            Fact was = told.remove(key(ASSIGNMENT, slot.toString()));
            if (was != null) {
                gone(was, cause);
            }
            return;
        }
        Fact fact = fact(o);
        Fact was = told.put(fact.key(), fact);
        active(ledger, o);
        if (was == null || !was.state.equals(fact.state)) {
            tell(fact, was == null ? "" : was.state, cause);
        }
    }

    private void all(AmfEngine engine, String cause) {
        SortedMap<String, Fact> now = facts(engine);
        told.forEach((key, was) -> {
            if (!now.containsKey(key)) {
                gone(was, cause);
            }
        });
        now.forEach((key, fact) -> {
            Fact was = told.get(key);
            if (was == null || !was.state.equals(fact.state)) {
                tell(fact, was == null ? "" : was.state, cause);
            }
        });
        told = now;
    }

    private void gone(Fact was, String cause) {
        tell(new Fact(was.kind, was.node, was.subject, "none", was.level), was.state, cause);
    }

    private static Fact fact(Order o) {
        return new Fact(ASSIGNMENT, o.node(), o.slot().toString(), words(o), LogLevel.INFO);
    }

    private SortedMap<String, Fact> facts(AmfEngine engine) {
        SortedMap<String, Fact> facts = new TreeMap<>();
        String waitsFor = engine.outside().waitsFor();
        put(facts, new Fact(CLUSTER, 0, "cluster", waitsFor.isEmpty() ? "managed" : "waits: " + waitsFor,
                LogLevel.NOTICE));
        Ledger ledger = engine.ledger();
        if (ledger == null) {
            return facts;
        }
        Reasons why = new Reasons(ledger, engine.assembly(), waitsFor);
        for (Order o : ledger.orders()) {
            put(facts, fact(o));
            active(ledger, o);
        }
        for (Group g : ledger.model().groups()) {
            for (Unit u : g.units()) {
                // while the membership changes nobody is here, which says nothing
                if (engine.assembly() != null) {
                    put(facts, new Fact(UNIT, u.node(), u.id(), switch (ledger.service(u.id())) {
                        case IN -> "in service";
                        case KEEP -> "keeps what it has: " + why.unit(u);
                        default -> "out of service: " + why.unit(u);
                    }, LogLevel.NOTICE));
                } else {
                    keep(facts, UNIT, u.id());
                }
            }
        }
        for (int node : ledger.model().nodes().keySet()) {
            String doubt = why.node(node);
            if (engine.assembly() != null) {
                put(facts, new Fact(NODE, node, ledger.model().nodes().get(node),
                        (why.isHere(node) ? "here" : "away") + (doubt.isEmpty() ? "" : ", " + doubt), LogLevel.NOTICE));
            } else {
                keep(facts, NODE, ledger.model().nodes().get(node));
            }
        }
        return facts;
    }

    private static void put(SortedMap<String, Fact> facts, Fact fact) {
        facts.put(fact.key(), fact);
    }

    private void keep(SortedMap<String, Fact> facts, int kind, String subject) {
        Fact was = told.get(key(kind, subject));
        if (was != null) {
            put(facts, was);
        }
    }

    private void active(Ledger ledger, Order o) {
        if (o.role() != Role.ACTIVE || o.phase() != Order.Phase.HELD) {
            return;
        }
        String workload = o.slot().workload();
        Group g = ledger.model().groupOf(workload);
        if (g != null && g.redundancy().exclusive()) {
            String before = lastActive.put(workload, o.slot().unit());
            if (before != null && !before.equals(o.slot().unit())) {
                failovers++;
            }
        }
        if (lastActive.size() > 2 * ledger.model().workloads().size() + 16) {
            lastActive.keySet().removeIf(w -> ledger.model().workload(w) == null);
        }
    }

    private static String words(Order o) {
        String role = word(o.role());
        return switch (o.phase()) {
            case ADDING -> "becomes " + role;
            case HELD -> role;
            case REMOVING -> "ends, was " + role;
            default -> "stuck, was " + role;
        };
    }

    /** A constant as people write it. */
    static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private void tell(Fact fact, String before, String cause) {
        count++;
        String subject = switch (fact.kind) {
            case UNIT -> "Unit " + fact.subject;
            case NODE -> "Node " + fact.subject;
            case CLUSTER -> "The cluster";
            default -> fact.subject;
        };
        context.log(fact.level, AmfEngine.AMF, subject + ": " + fact.state
                + (before.isEmpty() ? "" : " (was: " + before + ")") + (cause.isEmpty() ? "" : "; " + cause));
        watchers.changed(fact.kind, fact.node, fact.subject, fact.state, before, cause);
    }

    // --- components

    /** A component of a node has come to another state. */
    void component(int node, boolean ours, ComponentState now, Presence before) {
        count++;
        boolean failed = now.presence() == Presence.RESTARTING || now.presence() == Presence.INSTANTIATION_FAILED
                || now.presence() == Presence.TERMINATION_FAILED
                || now.presence() == Presence.UNINSTANTIATED && before == Presence.RESTARTING;
        String cause = failed
                ? now.cause()
                : now.presence() == Presence.INSTANTIATING && before == Presence.RESTARTING
                        ? "restart " + now.restarts()
                        : "";
        String was = before == null ? "" : word(before);
        if (ours) {
            context.log(failed ? LogLevel.WARNING : LogLevel.INFO, AmfEngine.AMF,
                    now + ": " + word(now.presence()) + (was.isEmpty() ? "" : " (was: " + was + ")")
                            + (cause.isEmpty() ? "" : "; " + cause));
        }
        watchers.changed(COMPONENT, node, now.toString(), word(now.presence()), was, cause);
    }
}
