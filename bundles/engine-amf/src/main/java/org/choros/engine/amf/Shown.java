package org.choros.engine.amf;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

import org.choros.engine.amf.assign.Service;
import org.choros.engine.amf.model.Group;
import org.choros.engine.amf.model.Unit;
import org.choros.engine.amf.model.Workload;
import org.choros.engine.amf.supervise.ComponentState;
import org.choros.engine.amf.supervise.Order;
import org.choros.engine.amf.supervise.Presence;
import org.choros.engine.amf.supervise.Role;
import org.choros.spi.cmap.IcMap;
import org.choros.spi.cmap.MapValue;
import org.choros.spi.engine.ServiceEngine;

/** The keys {@code runtime.availability.*}: what has changed is put into the map, so often at most. */
final class Shown {
    /** As many keys; more are left out and counted. */
    static final int KEYS_MAX = 8_192;
    private static final String PREFIX = "runtime.availability.";
    private static final long PAUSE_NS = 100_000_000L;

    private final IcMap map;
    private SortedMap<String, MapValue> shown = new TreeMap<>();
    private long looked = -1;
    private long notBeforeNs = Long.MIN_VALUE;
    private boolean behind;

    Shown(IcMap map) {
        this.map = map;
        map.protect(PREFIX, true);
    }

    /** Takes all keys back. */
    void close() {
        shown.keySet().forEach(map::remove);
        shown = new TreeMap<>();
        map.release(PREFIX, true);
    }

    /** When it wants to look again. */
    long deadlineNs() {
        return behind ? notBeforeNs : ServiceEngine.NO_DEADLINE;
    }

    /** Shows how things are, if they have changed and it is time. */
    void look(AmfEngine engine, long nowNs) {
        // each only grows
        long count = engine.outside().changes().count() + engine.executor().revision()
                + engine.outside().notes().heard() + engine.declaring().count();
        behind = count != looked;
        if (!behind || nowNs < notBeforeNs) {
            return;
        }
        behind = false;
        looked = count;
        notBeforeNs = nowNs + PAUSE_NS;
        SortedMap<String, MapValue> now = new Keys(engine).keys;
        for (String key : shown.keySet()) {
            if (!now.containsKey(key)) {
                map.remove(key);
            }
        }
        now.forEach((key, value) -> {
            if (!value.equals(shown.get(key))) {
                map.put(key, value);
            }
        });
        shown = now;
    }

    /** The keys of one moment. */
    private static final class Keys {
        private final SortedMap<String, MapValue> keys = new TreeMap<>();
        private long leftOut;

        Keys(AmfEngine engine) {
            Ledger ledger = engine.ledger();
            String waitsFor = engine.outside().waitsFor();
            number("managed", waitsFor.isEmpty() ? 1 : 0);
            text("waits_for", waitsFor);
            counter("restarts", engine.executor().restarts());
            counter("failovers", engine.outside().changes().failovers());
            counter("changes", engine.outside().changes().count());
            if (ledger != null) {
                ledger(engine, ledger, new Reasons(ledger, engine.assembly(), waitsFor));
            }
            keys.put(PREFIX + "keys_left_out", MapValue.u32(leftOut));
        }

        private void ledger(AmfEngine engine, Ledger ledger, Reasons why) {
            Map<String, StringBuilder> active = new HashMap<>();
            Map<String, StringBuilder> standby = new HashMap<>();
            Map<String, String> states = new HashMap<>();
            for (Order o : ledger.orders()) {
                boolean isActive = o.role() == Role.ACTIVE;
                if (o.phase() == Order.Phase.HELD) {
                    String unit = o.slot().unit();
                    StringBuilder in = (isActive ? active : standby).computeIfAbsent(o.slot().workload(),
                            k -> new StringBuilder());
                    in.append(in.isEmpty() ? "" : " ").append(unit.substring(unit.indexOf('/') + 1));
                }
                if (isActive) {
                    states.merge(o.slot().workload(), state(o), (a, b) -> a.equals("active") ? a : b);
                }
            }
            int units = 0;
            int inService = 0;
            int workloads = 0;
            for (Group g : ledger.model().groups()) {
                String group = "group." + g.name() + '.';
                units += g.units().size();
                workloads += g.workloads().size();
                text(group + "origin", Declaring.origin(ledger, g.name()));
                for (Unit u : g.units()) {
                    Service service = ledger.service(u.id());
                    inService += service == Service.OUT ? 0 : 1;
                    String unit = group + "unit." + local(u.id()) + '.';
                    text(unit + "service", service == Service.IN ? "in" : service == Service.KEEP ? "kept" : "out");
                    text(unit + "why", why.unit(u));
                }
                for (Workload w : g.workloads()) {
                    String workload = group + "workload." + local(w.id()) + '.';
                    text(workload + "state", states.getOrDefault(w.id(), "none"));
                    text(workload + "active", active.getOrDefault(w.id(), new StringBuilder()).toString());
                    text(workload + "standby", standby.getOrDefault(w.id(), new StringBuilder()).toString());
                }
            }
            number("groups", ledger.model().groups().size());
            number("groups_left_out", ledger.leftOut().size());
            number("units", units);
            number("units_in_service", inService);
            number("workloads", workloads);
            number("workloads_active", active.size());
            List<ComponentState> ours = engine.executor().components();
            components(ours);
            number("components", ours.size());
            number("components_up", ours.stream().filter(c -> c.presence() == Presence.INSTANTIATED).count());
            engine.outside().notes().others().values().forEach(this::components);
        }

        private static String state(Order o) {
            return switch (o.phase()) {
                case ADDING -> "starting";
                case HELD -> "active";
                case REMOVING -> "stopping";
                default -> "stuck";
            };
        }

        private void components(Collection<ComponentState> states) {
            for (ComponentState c : states) {
                String unit = c.slot().unit();
                String key = "group." + unit.substring(0, Math.max(0, unit.indexOf('/'))) + ".unit." + local(unit)
                        + ".workload." + local(c.slot().workload()) + ".component." + c.name() + '.';
                text(key + "state", Changes.word(c.presence()));
                number(key + "restarts", c.restarts());
                text(key + "cause", c.cause());
            }
        }

        /** What is behind the group's name. */
        private static String local(String id) {
            return id.substring(id.indexOf('/') + 1);
        }

        private void text(String key, String value) {
            put(key, MapValue.str(value.length() > 1_024 ? value.substring(0, 1_024) : value));
        }

        private void number(String key, long value) {
            put(key, MapValue.u32(value));
        }

        private void counter(String key, long value) {
            put(key, MapValue.u64(value));
        }

        private void put(String key, MapValue value) {
            if (keys.size() >= KEYS_MAX || !IcMap.validKey(PREFIX + key)) {
                leftOut++;
            } else {
                keys.put(PREFIX + key, value);
            }
        }
    }
}
