package org.choros.engine.amf;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

import org.choros.engine.amf.ipc.AmfStatus;
import org.choros.engine.amf.model.Group;
import org.choros.engine.amf.model.Model;
import org.choros.engine.amf.model.Unit;
import org.choros.engine.amf.model.Workload;
import org.choros.engine.amf.supervise.ComponentState;
import org.choros.engine.amf.supervise.Order;
import org.choros.spi.engine.ServiceEngine;

/** All that a node knows, for who asks. */
final class StatusView {
    private static final int COMPONENTS_MAX = 16_384;
    private static final long NS_PER_MS = 1_000_000;

    private final AmfEngine engine;

    StatusView(AmfEngine engine) {
        this.engine = engine;
    }

    AmfStatus status(long nowNs) {
        String waitsFor = engine.outside().waitsFor();
        Ledger ledger = engine.ledger();
        if (ledger == null) {
            return new AmfStatus(engine.localNodeId(), engine.isQuorate(), waitsFor, 0, false, 0,
                    engine.executor().restarts(), 0,
                    engine.outside().watchers().last(), false, List.of(), List.of(), List.of(), List.of(), List.of(),
                    List.of(), List.of());
        }
        Reasons why = new Reasons(ledger, engine.assembly(), waitsFor);
        Model model = ledger.model();
        List<AmfStatus.Group> groups = new ArrayList<>();
        List<AmfStatus.Unit> units = new ArrayList<>();
        List<AmfStatus.Workload> workloads = new ArrayList<>();
        for (Group g : model.groups()) {
            groups.add(new AmfStatus.Group(g.name(), g.redundancy().word(), admin(why, Target.group(g.name())),
                    g.quorumNeeded(), Declaring.origin(ledger, g.name())));
            for (Unit u : g.units()) {
                units.add(new AmfStatus.Unit(u.id(), u.node(), u.rank(), admin(why, Target.unit(u.id())),
                        ledger.service(u.id()).ordinal(), why.unit(u)));
            }
            for (Workload w : g.workloads()) {
                String wish = ledger.wish(w.id());
                workloads.add(new AmfStatus.Workload(w.id(), w.rank(), wish == null ? "" : wish, why.workload(w)));
            }
        }
        List<AmfStatus.Assignment> assignments = why.state().entries().stream().map(StatusView::assignment).toList();
        List<AmfStatus.Component> components = components();
        boolean leftOut = components.size() > COMPONENTS_MAX;
        return new AmfStatus(engine.localNodeId(), engine.isQuorate(), waitsFor, engine.generation(),
                ledger.isConfigured(), model.version(), engine.executor().restarts(),
                engine.outside().changes().failovers(),
                engine.outside().watchers().last(), leftOut, nodes(why, nowNs), groups, units, workloads, assignments,
                leftOut ? List.copyOf(components.subList(0, COMPONENTS_MAX)) : components, leftOut(ledger));
    }

    /** Each with all that is wrong with it. */
    private static List<AmfStatus.LeftOut> leftOut(Ledger ledger) {
        List<AmfStatus.LeftOut> all = new ArrayList<>();
        ledger.leftOut().forEach((name, why) -> all.add(new AmfStatus.LeftOut(name, String.join("; ", why))));
        return all;
    }

    static int admin(Reasons why, Target target) {
        AdminState admin = why.admin(target);
        return admin == null ? 0 : admin.ordinal() + 1;
    }

    private static AmfStatus.Assignment assignment(Order o) {
        return new AmfStatus.Assignment(o.slot().workload(), o.slot().unit(), o.node(), o.role().ordinal(),
                o.phase().ordinal(), o.serial());
    }

    private List<AmfStatus.Component> components() {
        List<AmfStatus.Component> all = new ArrayList<>();
        add(all, engine.localNodeId(), engine.executor().components());
        engine.outside().notes().others().forEach((node, states) -> add(all, node, states));
        return all;
    }

    private static void add(List<AmfStatus.Component> to, int node, Collection<ComponentState> states) {
        for (ComponentState s : states) {
            to.add(new AmfStatus.Component(s.slot().unit(), s.slot().workload(), s.name(), node,
                    s.presence().ordinal(), s.restarts(), s.cause()));
        }
    }

    private List<AmfStatus.Member> nodes(Reasons why, long nowNs) {
        Model model = engine.ledger().model();
        Assembly assembly = engine.assembly();
        SortedSet<Integer> ids = new TreeSet<>(Integer::compareUnsigned);
        ids.addAll(model.nodes().keySet());
        ids.addAll(why.state().doubts().keySet());
        ids.add(engine.localNodeId());
        if (assembly != null) {
            ids.addAll(assembly.participants());
        }
        List<AmfStatus.Member> nodes = new ArrayList<>();
        for (int id : ids) {
            String doubt = why.node(id);
            AmfNote note = assembly == null ? null : assembly.notes().get(id);
            boolean me = id == engine.localNodeId();
            long base = engine.ledger().base().digest();
            long digest = me ? engine.own().digest() : note == null ? base : note.digest();
            long version = me ? engine.own().version() : note == null ? 0 : note.version();
            nodes.add(new AmfStatus.Member(id, model.name(id), why.isHere(id),
                    admin(why, Target.node(id)), !doubt.isEmpty(), doubt.isEmpty() ? 0 : forMs(why, id, nowNs), doubt,
                    digest == base, version));
        }
        return nodes;
    }

    /** Time ends only the doubt in who is away, and only where there is no fencing. */
    private long forMs(Reasons why, int node, long nowNs) {
        if (why.isHere(node) || !engine.ledger().model().policy().fence().isEmpty()) {
            return AmfStatus.FOREVER;
        }
        long overNs = engine.expiry().overNs(why.since(node));
        return overNs == ServiceEngine.NO_DEADLINE ? AmfStatus.FOREVER : Math.max(0, (overNs - nowNs) / NS_PER_MS);
    }
}
