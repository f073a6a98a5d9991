package org.choros.itests.clients;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;

import org.choros.base.ChorosException;
import org.choros.base.Tracking;
import org.choros.client.CMapClient;
import org.choros.cmap.CMapEvent;
import org.choros.cmap.CMapKey;
import org.choros.cmap.CMapListener;
import org.choros.cmap.CMapValue;
import org.choros.cmap.MapKind;
import org.choros.cmap.ValueType;

/** All of cmap. */
final class CMapWalk {
    private static final EnumSet<CMapEvent.Change> ALL = EnumSet.allOf(CMapEvent.Change.class);

    private final JavaWalk walk;
    private final List<String> heard = new ArrayList<>();

    CMapWalk(JavaWalk walk) {
        this.walk = walk;
    }

    void walk() throws ChorosException {
        try (CMapClient map = walk.node().cmap(MapKind.ICMAP)) {
            map.context(this);
            JavaWalk.call("context", () -> map.context() == this);
            JavaWalk.call("fd", () -> map.fd() >= 0);
            JavaWalk.call("connected", map::connected);
            values(map);
            wrong(map);
            events(map);
        }
        statistics();
        try (CMapClient map = walk.node().cmap(MapKind.ICMAP)) {
            map.close();
            JavaWalk.call("get after close", () -> map.get("totem.version"));
            JavaWalk.call("dispatch after close", () -> map.dispatch(0));
        }
    }

    private static void values(CMapClient map) throws ChorosException {
        for (ValueType type : ValueType.values()) {
            String key = "walk." + type.tag();
            JavaWalk.deed("set " + key, () -> map.set(key, value(type)));
            JavaWalk.call("get " + key, () -> map.get(key) + " " + map.get(key).length());
            JavaWalk.call("as it was " + key, () -> map.get(key).equals(value(type)));
        }
        JavaWalk.deed("adjust", () -> map.adjust("walk.u8", -2));
        JavaWalk.call("adjusted", () -> map.get("walk.u8"));
        JavaWalk.deed("another type", () -> map.set("walk.u8", CMapValue.str("text")));
        JavaWalk.call("of another type", () -> map.find("walk.u8"));
        JavaWalk.deed("long", () -> map.set("walk.long", CMapValue.bin(new byte[16_384])));
        JavaWalk.call("long", () -> map.get("walk.long"));
        for (CMapKey key : map.keys("walk.")) {
            JavaWalk.line("  " + key);
            map.delete(key.name());
        }
        JavaWalk.call("keys", () -> map.keys("walk."));
        JavaWalk.call("find", () -> map.find("walk.u8"));
    }

    private static CMapValue value(ValueType type) {
        return switch (type) {
            case FLOAT -> CMapValue.flt(1.5f);
            case DOUBLE -> CMapValue.dbl(-2.5e300);
            case STRING -> CMapValue.str("words, \u00e9");
            case BINARY -> CMapValue.bin(new byte[]{0, 1, -1});
            default -> CMapValue.integer(type, type.isUnsigned() ? 1 : -1);
        };
    }

    private static void wrong(CMapClient map) {
        JavaWalk.call("get what is not there", () -> map.get("walk.nothing"));
        JavaWalk.deed("delete what is not there", () -> map.delete("walk.nothing"));
        JavaWalk.deed("adjust what is not there", () -> map.adjust("walk.nothing", 1));
        JavaWalk.deed("adjust a string", () -> map.adjust("totem.cluster_name", 1));
        JavaWalk.deed("set what is read-only", () -> map.set("totem.version", CMapValue.u32(3)));
        JavaWalk.deed("delete what is read-only", () -> map.delete("totem.version"));
        JavaWalk.deed("set a short key", () -> map.set("ab", CMapValue.u8(1)));
        JavaWalk.deed("set a long key", () -> map.set("k".repeat(256), CMapValue.u8(1)));
        JavaWalk.deed("set a bad key", () -> map.set("walk. ", CMapValue.u8(1)));
        JavaWalk.deed("set a long value", () -> map.set("walk.long", CMapValue.bin(new byte[16_385])));
        JavaWalk.deed("set no bytes", () -> map.set("walk.empty", CMapValue.bin(new byte[0])));
    }

    private CMapListener listener(String name) {
        return e -> heard.add(name + " " + e.change() + " " + e.key() + " " + e.oldValue() + " > " + e.newValue());
    }

    private void events(CMapClient map) throws ChorosException {
        Tracking one = map.track("walk.one", ALL, listener("one"));
        Tracking all = map.trackPrefix("walk.", EnumSet.of(CMapEvent.Change.ADD, CMapEvent.Change.DELETE),
                listener("prefix"));
        map.set("walk.one", CMapValue.u8(1));
        map.set("walk.one", CMapValue.u8(1));
        map.set("walk.one", CMapValue.u8(2));
        map.set("walk.two", CMapValue.str("x"));
        map.delete("walk.one");
        map.delete("walk.two");
        JavaWalk.await(map, heard, 7);
        JavaWalk.deed("select while tracking", () -> map.select(MapKind.STATS));
        one.close();
        map.set("walk.one", CMapValue.u8(3));
        map.delete("walk.one");
        JavaWalk.await(map, heard, 2);
        all.close();
        all.close();
        JavaWalk.call("nothing more", () -> map.dispatchOne(0));
        JavaWalk.deed("select", () -> map.select(MapKind.STATS));
        JavaWalk.call("statistics", () -> map.get("stats.srp.firewall_enabled_or_nic_failure").type());
    }

    private void statistics() throws ChorosException {
        try (CMapClient stats = walk.node().cmap(MapKind.STATS)) {
            JavaWalk.call("statistics", () -> stats.get("stats.pg.msg_reserved").type());
            JavaWalk.deed("set statistics", () -> stats.set("stats.pg.msg_reserved", CMapValue.u32(1)));
            JavaWalk.deed("delete statistics", () -> stats.delete("stats.pg.msg_reserved"));
            JavaWalk.deed("clear", () -> stats.set("stats.clear.totem", CMapValue.u8(1)));
            JavaWalk.call("track the wrong way",
                    () -> stats.trackPrefix("stats.", EnumSet.of(CMapEvent.Change.MODIFY), listener("stats")));
        }
    }
}
