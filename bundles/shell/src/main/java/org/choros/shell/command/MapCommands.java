package org.choros.shell.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.choros.base.CsError;
import org.choros.cmap.CMap;
import org.choros.cmap.CMapKey;
import org.choros.cmap.CMapValue;
import org.choros.shell.nodes.NodeName;
import org.choros.shell.nodes.Service;

/** Reads and writes the maps of a node. */
final class MapCommands {
    private static final String STATISTICS = "stats.";
    private static final Map<CsError, String> HINTS = Map.of(CsError.ACCESS,
            "it is read-only, the node itself keeps it", CsError.NAME_TOO_LONG,
            "a key has 3 to 255 characters a-z A-Z 0-9 . _ - / :", CsError.NOT_SUPPORTED,
            "it has no such map; a node of dialect 2 has no statistics map");

    private final Reader reader;

    MapCommands(Reader reader) {
        this.reader = reader;
    }

    /** Keys of statistics are in a map of their own, which begins alike in all. */
    private static Service<CMap> mapOf(String key) {
        return key.startsWith(STATISTICS) ? Service.STATISTICS : Service.MAP;
    }

    String get(String name, String key, Output output) throws CommandException {
        NodeName node = reader.one(name);
        Optional<CMapValue> value = reader.use(node, mapOf(key), "read " + key, HINTS, map -> map.find(key));
        if (value.isEmpty()) {
            throw new CommandException("Node " + node.name() + " has no key " + Table.visible(key)
                    + "; choros:cmap-list PREFIX shows those that begin alike.");
        }
        Table table = new Table("key", "type", "value").row(key, value.get().type().tag(),
                ValueText.show(value.get()));
        return output.json() ? Json.of(table.objects().get(0)) + '\n' : line(key, value.get());
    }

    private static String line(String key, CMapValue value) {
        return key + " (" + value.type().tag() + ") = " + Table.visible(ValueText.show(value).toString()) + '\n';
    }

    String set(String name, String key, String type, String text) throws CommandException {
        CMapValue value = ValueText.parse(type, text);
        NodeName node = reader.one(name);
        reader.use(node, mapOf(key), "set " + Table.visible(key), HINTS, map -> {
            map.set(key, value);
            return value;
        });
        return line(key, value);
    }

    String list(String name, String prefix, Output output) throws CommandException {
        NodeName node = reader.one(name);
        Table table = reader.use(node, mapOf(prefix), "list its map", HINTS, map -> {
            Table rows = new Table("key", "type", "value");
            for (CMapKey key : map.keys(prefix)) {
                // one that goes meanwhile is left out
                map.find(key.name())
                        .ifPresent(value -> rows.row(key.name(), value.type().tag(), ValueText.show(value)));
            }
            return rows;
        });
        return output.table(table, "Node " + node.name() + " has no key that begins with " + Table.visible(prefix)
                + ".");
    }

    List<String> keys(String name, String prefix) throws CommandException {
        NodeName node = reader.one(name);
        return reader.use(node, mapOf(prefix), "list its map", HINTS, map -> {
            List<String> keys = new ArrayList<>();
            for (CMapKey key : map.keys(prefix)) {
                keys.add(key.name());
            }
            return keys;
        });
    }
}
