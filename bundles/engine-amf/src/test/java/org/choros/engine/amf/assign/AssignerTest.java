package org.choros.engine.amf.assign;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;

import org.choros.engine.amf.model.Conf;
import org.choros.engine.amf.model.Group;
import org.choros.engine.amf.model.Model;
import org.choros.engine.amf.model.Redundancy;
import org.choros.engine.amf.model.Unit;
import org.choros.engine.amf.model.Workload;
import org.choros.engine.amf.supervise.Role;
import org.choros.engine.amf.supervise.Slot;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where workloads belong. */
final class AssignerTest {
    private static final int SEEDS = 1000;

    /** a=A b=s: workload in unit as active or standby; by workload. */
    private static String text(Map<Slot, Role> target) {
        List<String> words = new ArrayList<>();
        target.forEach((slot, role) -> words.add(tail(slot.workload()) + (role == Role.ACTIVE ? '=' : '~')
                + tail(slot.unit())));
        // as '=' is before '~', active units come first
        Collections.sort(words);
        return String.join(" ", words);
    }

    private static String tail(String id) {
        return id.substring(id.indexOf('/') + 1);
    }

    private static Group group(String keys, String workloads) {
        StringBuilder text = new StringBuilder("group {|name: g|nodes: a b c d|component {|start: x|}|" + keys + '|');
        for (String w : workloads.split(" ")) {
            text.append("workload {|name: ").append(w).append("|}|");
        }
        return Conf.model(text + "}", "a", "b", "c", "d").groups().get(0);
    }

    private static SortedMap<Slot, Role> now(String text) {
        SortedMap<Slot, Role> now = new TreeMap<>();
        for (String part : text.isEmpty() ? new String[0] : text.split(" ")) {
            String[] p = part.split("[=~]");
            now.put(new Slot("g/" + p[0], "g/" + p[1]), part.contains("=") ? Role.ACTIVE : Role.STANDBY);
        }
        return now;
    }

    /** In lower case in, in upper case in maintenance, what is not there out; a wish is workload>unit. */
    @ParameterizedTest
    @CsvSource({"'', x y, a b c d, '', '', x=a x~b y=a y~b", "'', x y, b c d, x=a x~c, '', x=c x~b y=c y~b",
            "'', x, b c d, x~c, '', x=c x~b", "'', x, a b c d, x=c x~b, '', x=c x~b",
            "auto_adjust: yes, x, a b c d, x=c x~b, '', x=a x~b", "'', x y, a b c d, x=a x~b y=a y~b, y>c,"
                    + " x=c x~b y=c y~b",
            "'', x y, a b c, x=a x~b y=a y~b, y>d, x=a x~b y=a y~b", "'', x, d, '', '', x=d", "'', x, '', '', '', ''",
            "'', x, A b, x=a x~b, '', x=a x~b", "'', x, A b c, x~a, '', x=b x~a",
            "model: n+m|active: 2|standby: 1, x y z, a b c d, '', '', x=a x~c y=b y~c z=a z~c",
            "model: n+m|active: 2|standby: 1, x y z, b c d, x~c y=b y~c z~c, '', x=c x~d y=b y~d z=c z~d",
            "model: n+m|active: 2|standby: 1, x y z, b c, x~c y=b y~c z~c, '', x=c y=b z=c",
            "model: n+m|active: 2|standby: 1, x y z, a b c, x=c y=b z=c, '', x=c x~a y=b y~a z=c z~a",
            "model: n+m|active: 2|standby: 1|max_active: 2, x y z, a, '', '', x=a y=a",
            "model: n+m|active: 2|standby: 1|max_active: 2, x y z, a, y=a z=a, '', x=a y=a",
            "model: n+m|active: 2|standby: 2|max_standby: 1, x y, a b c d, '', '', x=a x~c y=b y~d",
            "model: none, x y, a b c d, '', '', x=a y=b", "model: none, x y, b c, x=a y=b, '', x=c y=b",
            "model: none, x y, c, '', '', x=c", "model: n-way-active|active: 2, x, a b c d, '', '', x=a x=b",
            "model: n-way-active|active: 2, x y, b c d, x=a x=b, '', x=b x=d y=b y=c",
            "model: n-way-active|active: 2, x, a b c d, x=c x=d, '', x=c x=d",
            "model: n-way-active|active: 2|auto_adjust: yes, x, a b c d, x=c x=d, '', x=a x=b",
            "model: n-way-active|active: 2, x, a b c d, x=a x=b, x>d, x=a x=d",
            "model: n-way-active, x, a B c, x=b, '', x=a x=b x=c"})
    void placesByRankAndWhatIsThere(String keys, String workloads, String usable, String now, String wish,
            String expected) {
        String[] wished = wish.split(">");
        SortedMap<Slot, Role> got = Assigner.assign(group(keys, workloads), u -> {
            List<String> units = List.of(usable.split(" "));
            return units.contains(tail(u))
                    ? Service.IN
                    : units.contains(tail(u).toUpperCase(Locale.ROOT)) ? Service.KEEP : Service.OUT;
        }, now(now), w -> tail(w).equals(wished[0]) ? "g/" + wished[1] : null);
        assertEquals(expected, text(got));
    }

    /** A group's life: units come and go, some are in maintenance, operators wish. */
    private static final class Life {
        final Random r;
        final Group group;
        final Map<String, Service> service = new HashMap<>();
        final Map<String, String> wishes = new HashMap<>();
        SortedMap<Slot, Role> now = new TreeMap<>();

        Life(Random r, Group group) {
            this.r = r;
            this.group = group;
            group.units().forEach(u -> service.put(u.id(), Service.IN));
        }

        SortedMap<Slot, Role> assign() {
            return Assigner.assign(group, service::get, now, wishes::get);
        }

        void change() {
            Unit u = group.units().get(r.nextInt(group.units().size()));
            Service s = service.get(u.id());
            service.put(u.id(), s != Service.IN ? Service.IN : r.nextInt(5) == 0 ? Service.KEEP : Service.OUT);
            now.keySet().removeIf(slot -> service.get(slot.unit()) == Service.OUT);
            if (r.nextInt(8) == 0) {
                Workload w = group.workloads().get(r.nextInt(group.workloads().size()));
                wishes.put(w.id(), r.nextBoolean() ? null : group.units().get(r.nextInt(group.units().size())).id());
            }
        }
    }

    @Test
    void holdsItsConstraintsInRandomLives() {
        for (int seed = 0; seed < SEEDS; seed++) {
            Random r = new Random(seed);
            Model m = RandomModel.draw(r, 3 + r.nextInt(4), 3);
            for (Group g : m.groups()) {
                Life life = new Life(r, g);
                for (int step = 0; step < 12; step++) {
                    life.change();
                    SortedMap<Slot, Role> before = life.now;
                    SortedMap<Slot, Role> after = life.assign();
                    String where = "seed " + seed + " step " + step + " " + m + life.service + life.wishes + before
                            + " -> " + after;
                    sameUnderAnyOrder(life, after, where);
                    held(g, life, after, where);
                    served(g, life, after, where);
                    unmoved(g, life, before, after, where);
                    life.now = new TreeMap<>(after);
                    assertEquals(after, life.assign(), () -> "moves again: " + where);
                }
            }
        }
    }

    private static void sameUnderAnyOrder(Life life, SortedMap<Slot, Role> after, String where) {
        List<Slot> slots = new ArrayList<>(life.now.keySet());
        Collections.shuffle(slots, life.r);
        Map<Slot, Role> shuffled = new HashMap<>(1 + life.r.nextInt(64));
        slots.forEach(s -> shuffled.put(s, life.now.get(s)));
        assertEquals(after, Assigner.assign(life.group, life.service::get, shuffled, life.wishes::get), where);
    }

    private static void held(Group g, Life life, Map<Slot, Role> after, String where) {
        Map<String, Integer> actives = new HashMap<>();
        Map<String, Integer> standbys = new HashMap<>();
        Map<String, Integer> perWorkload = new HashMap<>();
        after.forEach((slot, role) -> {
            Service s = life.service.get(slot.unit());
            assertFalse(s == Service.OUT, where);
            assertTrue(s == Service.IN || life.now.get(slot) == role, () -> "new in maintenance: " + where);
            (role == Role.ACTIVE ? actives : standbys).merge(slot.unit(), 1, Integer::sum);
            if (role == Role.ACTIVE) {
                perWorkload.merge(slot.workload(), 1, Integer::sum);
            }
        });
        boolean keeps = life.service.containsValue(Service.KEEP);
        int copies = g.redundancy().exclusive() ? 1 : g.active() + (keeps ? g.units().size() : 0);
        assertTrue(perWorkload.values().stream().allMatch(n -> n <= copies), where);
        assertTrue(actives.keySet().stream().noneMatch(standbys::containsKey), () -> "active and standby: " + where);
        if (!keeps) {
            assertTrue(actives.values().stream().allMatch(n -> n <= g.maxActive()), where);
            assertTrue(standbys.values().stream().allMatch(n -> n <= g.maxStandby()), where);
            assertTrue(standbys.size() <= g.standby(), where);
            assertTrue(!g.redundancy().exclusive() || actives.size() <= g.active(), where);
        }
    }

    /** As many as there is room for; with a standby, if a unit is left for it. */
    private static void served(Group g, Life life, Map<Slot, Role> after, String where) {
        if (life.service.containsValue(Service.KEEP)) {
            return;
        }
        long in = life.service.values().stream().filter(s -> s == Service.IN).count();
        long copies = g.redundancy().exclusive() ? 1 : Math.min(in, g.active());
        long places = g.redundancy().exclusive() ? Math.min(in, g.active()) : in;
        long served = after.values().stream().filter(r -> r == Role.ACTIVE).count();
        long all = copies * g.workloads().size();
        assertEquals(Math.min(all, places * g.maxActive()), served, where);
        long active = after.entrySet().stream().filter(e -> e.getValue() == Role.ACTIVE).map(e -> e.getKey().unit())
                .distinct().count();
        if (g.standby() > 0 && in > active && g.maxStandby() == Group.UNLIMITED) {
            assertEquals(served, after.size() - served, () -> "no standby: " + where);
        }
    }

    /** Who can stay stays: only a wish, auto-adjust or want of room moves an active workload off a unit that is in. */
    private static void unmoved(Group g, Life life, Map<Slot, Role> before, Map<Slot, Role> after, String where) {
        boolean wished = life.wishes.values().stream().anyMatch(Objects::nonNull);
        if (g.autoAdjust() || wished || life.service.containsValue(Service.KEEP)
                || g.redundancy() == Redundancy.NONE || g.maxActive() != Group.UNLIMITED) {
            return;
        }
        long homes = before.entrySet().stream().filter(e -> e.getValue() == Role.ACTIVE).map(e -> e.getKey().unit())
                .distinct().count();
        if (g.redundancy().exclusive() && homes > g.active()) {
            return;
        }
        before.forEach((slot, role) -> {
            long copies = before.entrySet().stream().filter(e -> e.getKey().workload().equals(slot.workload())
                    && e.getValue() == Role.ACTIVE).count();
            if (role == Role.ACTIVE && copies <= g.active()) {
                assertEquals(Role.ACTIVE, after.get(slot), () -> slot + " moves without a reason: " + where);
            }
        });
    }
}
