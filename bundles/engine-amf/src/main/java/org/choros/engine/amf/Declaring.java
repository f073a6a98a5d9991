package org.choros.engine.amf;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

import org.choros.engine.amf.model.Model;
import org.choros.engine.amf.supervise.Actuator;
import org.choros.spi.engine.EngineContext;
import org.choros.spi.engine.ServiceEngine;
import org.choros.spi.log.LogLevel;

/**
 * Groups that are declared beside the configuration: asked for by clients, said by this node for its bundles, and taken
 * in when they come in the order of all messages.
 */
final class Declaring {
    /** As long a group stays whose bundle has gone: one that is updated is back by then. */
    static final long GONE_NS = 5_000_000_000L;
    private static final String NOT_NOW = "the cluster is not quorate, or synchronises: try again";
    /** As many groups bundles of a node may declare; more than there may be in a model. */
    private static final int OWN_MAX = 256;

    /** What is to be said of a group of this node's bundles, and what became of it. */
    private enum Said {
        NOT_YET, UNDER_WAY, DONE, REFUSED,
        /** A program has withdrawn it, and speaks for all until a bundle declares it anew. */
        OVERRULED
    }

    /** A group that bundles of this node declare, or have declared. */
    private static final class Own {
        private SortedMap<String, String> keys;
        private Said said = Said.NOT_YET;
        /** When it is withdrawn; no deadline while a bundle declares it. */
        private long goneNs = ServiceEngine.NO_DEADLINE;
        private boolean withdrawn;
        /** Why it was refused when that was logged last. */
        private List<String> faults = List.of();

        Own(SortedMap<String, String> keys) {
            this.keys = keys;
        }
    }

    private final AmfEngine engine;
    private final EngineContext context;
    private final Outbox outbox;
    private final Actuator actuator;
    private final SortedMap<String, Own> own = new TreeMap<>();
    private SortedMap<String, SortedMap<String, String>> seen = Collections.emptySortedMap();
    private long count;

    Declaring(AmfEngine engine, EngineContext context, Outbox outbox, Actuator actuator) {
        this.engine = engine;
        this.context = context;
        this.outbox = outbox;
        this.actuator = actuator;
    }

    // --- what clients ask for

    /**
     * Asks for a group beside the configuration's.
     *
     * @param number by which {@link AmfRequests#ordered} knows it; 0 for nobody
     * @return null when it is on its way; else why it cannot be
     */
    String declare(String name, SortedMap<String, String> keys, long number, long nowNs) {
        if (isLocked()) {
            return NOT_NOW;
        }
        List<String> faults = engine.ledger().declareFaults(name, keys);
        return faults.isEmpty()
                ? send(DeclarationMessage.declared(false, number, name, keys), nowNs)
                : String.join("; ", faults);
    }

    /**
     * Asks for the end of a group that was declared.
     *
     * @param number by which {@link AmfRequests#ordered} knows it; 0 for nobody
     * @return null when it is on its way; else why it cannot be
     */
    String withdraw(String name, long number, long nowNs) {
        if (isLocked()) {
            return NOT_NOW;
        }
        List<String> faults = engine.ledger().withdrawFaults(name);
        return faults.isEmpty()
                ? send(DeclarationMessage.withdrawn(false, number, name), nowNs)
                : String.join("; ", faults);
    }

    /** Whether the ledger does not change now. */
    private boolean isLocked() {
        return !engine.isManaged() || !engine.ledger().isConfigured();
    }

    private String send(DeclarationMessage m, long nowNs) {
        return outbox.send(m, nowNs) ? null : "too many messages wait for the ring: try again";
    }

    // --- in the order of all messages

    /**
     * One has come.
     *
     * @param managed whether the ledger changes now
     * @param holdMs the longest hold of the members
     * @return why nothing came of it, or null
     */
    String ordered(int sender, DeclarationMessage m, boolean managed, long holdMs) {
        boolean ours = m.byBundle() && sender == context.localNodeId();
        Ledger ledger = engine.ledger();
        if (!managed || !ledger.isConfigured()) {
            if (ours) {
                heard(m, Said.NOT_YET);
            }
            return "nothing can be changed now: try again";
        }
        List<String> faults;
        if (!m.withdrawn()) {
            faults = ledger.declare(m.name(), m.keys(), m.by(sender), holdMs);
        } else {
            faults = m.byBundle() ? List.of() : ledger.withdrawFaults(m.name());
            if (faults.isEmpty()) {
                ledger.withdraw(m.name(), m.by(sender), holdMs);
                overrule(m);
            }
        }
        if (ours) {
            heard(m, faults.isEmpty() ? Said.DONE : Said.REFUSED);
            refused(m.name(), faults);
        }
        if (faults.isEmpty()) {
            count++;
            log(LogLevel.NOTICE, "Declaration: " + Causes.declaration(engine, sender, m));
            again();
        }
        return faults.isEmpty() ? null : String.join("; ", faults);
    }

    private void heard(DeclarationMessage m, Said said) {
        Own o = own.get(m.name());
        if (o == null || o.said != Said.UNDER_WAY || o.withdrawn != m.withdrawn()) {
            return;
        }
        if (m.withdrawn() && said != Said.NOT_YET) {
            own.remove(m.name());
        } else {
            o.said = m.withdrawn() || m.keys().equals(o.keys) ? said : Said.NOT_YET;
        }
    }

    private void overrule(DeclarationMessage m) {
        Own o = own.get(m.name());
        // what is under way comes later, and counts
        if (o != null && !m.byBundle() && o.said == Said.DONE) {
            o.said = Said.OVERRULED;
        }
    }

    private void refused(String name, List<String> faults) {
        Own o = own.get(name);
        if (o != null && !faults.isEmpty() && !faults.equals(o.faults)) {
            o.faults = faults;
            faults.forEach(f -> log(LogLevel.ERROR, "A bundle's group " + name + " is refused: " + f));
        }
    }

    /** Another model is in use: what was refused may fit now, and what fitted may not. */
    void again() {
        own.values().stream().filter(o -> o.said == Said.REFUSED).forEach(o -> o.said = Said.NOT_YET);
    }

    /** Warns of what is left out now and was not before. */
    void warn(SortedMap<String, List<String>> before) {
        engine.ledger().leftOut().forEach((name, why) -> {
            if (!before.containsKey(name)) {
                log(LogLevel.WARNING, "Group " + name + ", which was declared, is not in use any more: " + why.get(0));
            }
        });
    }

    // --- what this node's bundles declare

    /** Another ring is in use, perhaps with another ledger: what was not heard or is not in it is said again. */
    void unsaid() {
        Ledger ledger = engine.ledger();
        own.forEach((name, o) -> {
            boolean lost = o.said == Said.DONE && !ledger.declarations().isBy(name, context.localNodeId());
            if (o.said == Said.UNDER_WAY || o.said == Said.REFUSED || lost) {
                o.said = Said.NOT_YET;
            }
        });
    }

    /** Looks at what bundles declare, and says what is new. */
    void look(boolean managed, long nowNs) {
        look(nowNs);
        if (!managed || !engine.ledger().isConfigured()) {
            return;
        }
        // what is said may be taken out; mostly there is nothing
        List<String> unsaid = List.of();
        for (Map.Entry<String, Own> e : own.entrySet()) {
            if (e.getValue().said == Said.NOT_YET) {
                unsaid = unsaid.isEmpty() ? new ArrayList<>() : unsaid;
                unsaid.add(e.getKey());
            }
        }
        for (String name : unsaid) {
            say(name, own.get(name), nowNs);
        }
    }

    private void look(long nowNs) {
        SortedMap<String, SortedMap<String, String>> now = actuator.declared();
        if (now != seen) {
            seen = now;
            now.forEach(this::there);
            own.forEach((name, o) -> {
                if (!now.containsKey(name) && o.goneNs == ServiceEngine.NO_DEADLINE) {
                    o.goneNs = nowNs + GONE_NS;
                }
            });
        }
        for (Own o : own.values()) {
            if (!o.withdrawn && o.goneNs <= nowNs) {
                o.withdrawn = true;
                o.said = Said.NOT_YET;
            }
        }
    }

    private void there(String name, SortedMap<String, String> keys) {
        Own o = own.get(name);
        if (o == null) {
            if (own.size() >= OWN_MAX) {
                log(LogLevel.ERROR, "Bundles declare more than " + OWN_MAX + " groups: " + name + " is left out");
                return;
            }
            o = new Own(keys);
            own.put(name, o);
        }
        if (o.withdrawn || !o.keys.equals(keys)) {
            o.said = Said.NOT_YET;
        }
        o.keys = keys;
        o.withdrawn = false;
        o.goneNs = ServiceEngine.NO_DEADLINE;
    }

    private void say(String name, Own o, long nowNs) {
        Ledger ledger = engine.ledger();
        if (o.withdrawn) {
            if (!ledger.declarations().isBy(name, context.localNodeId())) {
                own.remove(name);
            } else if (outbox.send(DeclarationMessage.withdrawn(true, 0, name), nowNs)) {
                o.said = Said.UNDER_WAY;
            }
            return;
        }
        if (ledger.declarations().has(name, o.keys, context.localNodeId())) {
            o.said = Said.DONE;
            return;
        }
        List<String> faults = ledger.declareFaults(name, o.keys);
        if (!faults.isEmpty()) {
            o.said = Said.REFUSED;
            refused(name, faults);
        } else if (outbox.send(DeclarationMessage.declared(true, 0, name, o.keys), nowNs)) {
            o.said = Said.UNDER_WAY;
        }
    }

    /** A number that is another one after each declaration. */
    long count() {
        return count;
    }

    /** When there is one to withdraw. */
    long deadlineNs() {
        long next = ServiceEngine.NO_DEADLINE;
        for (Own o : own.values()) {
            next = o.withdrawn ? next : Math.min(next, o.goneNs);
        }
        return next;
    }

    private void log(LogLevel level, String text) {
        context.log(level, AmfEngine.AMF, text);
    }

    /** Whom a group is from, for people; empty for the configuration's. */
    static String origin(Ledger ledger, String group) {
        Model base = ledger.base();
        return base.groups().stream().anyMatch(g -> g.name().equals(group))
                ? ""
                : ledger.declarations().origin(group, base::nodeName);
    }
}
