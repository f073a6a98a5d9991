package org.choros.engine.amf.assign;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

import org.choros.engine.amf.model.Conf;
import org.choros.engine.amf.model.Model;
import org.choros.engine.amf.model.Unit;
import org.choros.engine.amf.model.Workload;
import org.choros.engine.amf.supervise.Order;
import org.choros.engine.amf.supervise.Order.Phase;
import org.choros.engine.amf.supervise.Role;
import org.choros.engine.amf.supervise.Slot;
import org.junit.jupiter.api.Test;

/** The way to where workloads belong. */
final class PlannerTest {
    /** A ledger as bare as can be, and nodes that do what it says in any order. */
    private static final class World implements Facts {
        final Model model;
        final Random r;
        final TreeMap<Slot, Order> orders = new TreeMap<>();
        final Map<String, Service> services = new HashMap<>();
        final Map<String, String> wishes = new HashMap<>();
        final Set<Integer> away = new HashSet<>();
        long serial;

        World(Model model, Random r) {
            this.model = model;
            this.r = r;
        }

        @Override
        public Service service(String unit) {
            return away.contains(model.unit(unit).node()) ? Service.OUT : services.getOrDefault(unit, Service.IN);
        }

        @Override
        public Order order(Slot slot) {
            return orders.get(slot);
        }

        @Override
        public Collection<Order> orders() {
            return List.copyOf(orders.values());
        }

        @Override
        public String wish(String workload) {
            return wishes.get(workload);
        }

        @Override
        public boolean mayRunElsewhere(String workload) {
            return false;
        }

        @Override
        public boolean present(int node) {
            return !away.contains(node);
        }

        List<Step> plan() {
            List<Step> steps = Planner.plan(model, this);
            for (Step s : steps) {
                Order o = orders.get(s.slot());
                if (s.kind() == Step.Kind.REMOVE) {
                    orders.put(s.slot(), o.in(Phase.REMOVING));
                } else {
                    int node = model.unit(s.slot().unit()).node();
                    orders.put(s.slot(), new Order(s.slot(), node, ++serial, s.role(), Phase.ADDING));
                }
            }
            return steps;
        }

        /** A node that is here does something that it is to do. */
        boolean work() {
            List<Order> open = orders.values().stream()
                    .filter(o -> o.phase() != Phase.HELD && !away.contains(o.node())).toList();
            if (open.isEmpty()) {
                return false;
            }
            Order o = open.get(r.nextInt(open.size()));
            if (o.phase() == Phase.ADDING) {
                orders.put(o.slot(), o.in(Phase.HELD));
            } else {
                orders.remove(o.slot());
            }
            return true;
        }

        boolean isActive(String workload, boolean held) {
            return orders.values().stream().anyMatch(o -> o.slot().workload().equals(workload)
                    && o.role() == Role.ACTIVE && (!held || o.phase() == Phase.HELD));
        }

        void change() {
            List<Workload> all = model.workloads();
            Workload w = all.get(r.nextInt(all.size()));
            List<Unit> units = model.groupOf(w.id()).units();
            Unit u = units.get(r.nextInt(units.size()));
            switch (r.nextInt(4)) {
                case 0 -> services.put(u.id(), r.nextBoolean() ? Service.IN : Service.OUT);
                case 1 -> wishes.put(w.id(), r.nextBoolean() ? u.id() : null);
                case 2 -> {
                    // a node dies, and all that it had is over
                    away.add(u.node());
                    orders.values().removeIf(o -> o.node() == u.node());
                }
                default -> away.remove(u.node());
            }
        }
    }

    @Test
    void isSafeAndComesToAnEndInRandomWorlds() {
        for (int seed = 0; seed < 600; seed++) {
            Random r = new Random(seed);
            World world = new World(RandomModel.draw(r, 3 + r.nextInt(3), 4), r);
            String where = "seed " + seed;
            for (int turn = 0; turn < 60; turn++) {
                if (r.nextInt(4) == 0) {
                    world.change();
                }
                safe(world, where);
                world.work();
            }
            for (int turn = 0; turn < 1000 && (safe(world, where) || world.work()); turn++) {
                // until nothing is left to do
            }
            assertFalse(world.work(), () -> "no end, " + where);
            settled(world, where + " " + world.model + world.orders);
        }
    }

    /** Takes the steps; whether there were any. */
    private static boolean safe(World world, String where) {
        Map<Slot, Order> before = new TreeMap<>(world.orders);
        List<Step> steps = world.plan();
        for (Step s : steps) {
            String what = s + ", " + where;
            Workload w = world.model.workload(s.slot().workload());
            if (s.kind() == Step.Kind.REMOVE) {
                boolean active = before.get(s.slot()).role() == Role.ACTIVE;
                boolean last = !world.isActive(w.id(), true);
                boolean needed = world.model.workloads().stream()
                        .anyMatch(o -> o.requires().contains(w.id()) && world.isActive(o.id(), false));
                assertFalse(active && last && needed, () -> "what requires it runs: " + what);
            } else if (s.role() == Role.ACTIVE) {
                assertTrue(w.requires().stream().allMatch(d -> world.isActive(d, true)), () -> "lacks: " + what);
                long others = before.values().stream().filter(o -> o.slot().workload().equals(w.id())
                        && !o.slot().equals(s.slot()) && o.role() == Role.ACTIVE).count();
                boolean exclusive = world.model.groupOf(w.id()).redundancy().exclusive();
                assertTrue(!exclusive || others == 0, () -> "active elsewhere: " + what);
            }
        }
        return !steps.isEmpty();
    }

    /** All is where it belongs, but for what comes after something that is not there. */
    private static void settled(World world, String where) {
        Planner.target(world.model, world).forEach((slot, role) -> {
            Workload w = world.model.workload(slot.workload());
            boolean waits = !w.after().stream().allMatch(d -> world.isActive(d, true));
            Order o = world.orders.get(slot);
            if (!waits) {
                assertTrue(o != null && o.role() == role && o.phase() == Phase.HELD, () -> slot + " " + where);
            }
        });
    }

    @Test
    void stopsWhatRequiresItFirstAndStartsItLast() {
        Model m = Conf.model("group {|name: db|nodes: a b|component {|start: x|}|}|"
                + "group {|name: web|nodes: a b|requires: db|component {|start: x|}|}", "a", "b");
        World w = new World(m, new Random(1));
        assertEquals("[add db/db in db/a as active, add db/db in db/b as standby]", w.plan().toString());
        while (w.work()) {
            w.plan();
        }
        assertTrue(w.isActive("web/web", true));
        w.wishes.put("db/db", "db/b");
        Slot web = w.orders().stream()
                .filter(o -> o.slot().workload().equals("web/web") && o.role() == Role.ACTIVE).findFirst().orElseThrow()
                .slot();
        assertTrue(w.plan().contains(new Step(Step.Kind.REMOVE, web, Role.NONE)));
        assertTrue(w.isActive("db/db", true));
        while (w.work()) {
            w.plan();
        }
        assertEquals(Role.ACTIVE, w.order(new Slot("db/db", "db/b")).role());
        assertTrue(w.isActive("web/web", true));
    }

    /** Standby before it is active, it would become active there, whatever the rank of that unit. */
    @Test
    void becomesActiveInItsFirstUnitHoweverLongItHasWaited() {
        Model m = Conf.model("group {|name: db|nodes: a b|component {|start: x|}|}|"
                + "group {|name: web|nodes: a b|after: db|component {|start: x|}|}", "a", "b");
        World w = new World(m, new Random(1));
        w.plan();
        while (w.work()) {
            w.plan();
        }
        assertEquals(Role.ACTIVE, w.order(new Slot("web/web", "web/a")).role());
        assertEquals(Role.STANDBY, w.order(new Slot("web/web", "web/b")).role());
    }

    /** What is in the middle of a chain goes when what it requires is lost, but what requires it goes first. */
    @Test
    void stopsAChainFromItsEnd() {
        Model m = Conf.model("group {|name: db|nodes: a b|component {|start: x|}|}|"
                + "group {|name: app|nodes: c d|requires: db|component {|start: x|}|}|"
                + "group {|name: web|nodes: c d|requires: app|component {|start: x|}|}", "a", "b", "c", "d");
        World w = new World(m, new Random(1));
        w.plan();
        while (w.work()) {
            w.plan();
        }
        w.services.put("db/a", Service.OUT);
        w.services.put("db/b", Service.OUT);
        assertEquals("[remove web/web in web/c]", w.plan().stream()
                .filter(s -> s.slot().equals(active(w, "app/app")) || s.slot().equals(active(w, "web/web"))).toList()
                .toString());
        while (w.work()) {
            w.plan();
        }
        assertFalse(w.isActive("app/app", false) || w.isActive("db/db", false), () -> w.orders.toString());
    }

    private static Slot active(World w, String workload) {
        return w.orders().stream().filter(o -> o.slot().workload().equals(workload) && o.role() == Role.ACTIVE)
                .findFirst().orElseThrow().slot();
    }
}
