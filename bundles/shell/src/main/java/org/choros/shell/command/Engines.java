package org.choros.shell.command;

import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

import org.choros.base.ChorosException;
import org.choros.cmap.CMap;
import org.choros.cmap.CMapKey;
import org.choros.shell.nodes.NodeName;
import org.choros.shell.nodes.Service;
import org.choros.shell.nodes.Values;

/** Shows the engines that a node has loaded. */
final class Engines {
    private static final String LOADED = "internal_configuration.service.";
    private static final String NAME = ".name";
    private static final String FAMILY = "corosync_";
    private static final String CONNECTIONS = "runtime.connections.";
    private static final String CLIENTS = "stats.ipcs.service";
    private static final String PROCESS = ".procname";
    private static final List<Service<?>> SERVICES = List.of(Service.MAP, Service.CFG, Service.CPG, Service.QUORUM,
            Service.VOTES);

    private final Reader reader;

    Engines(Reader reader) {
        this.reader = reader;
    }

    String list(String name, Output output) throws CommandException {
        NodeName node = reader.one(name);
        SortedMap<Long, String> names = reader.use(node, Service.MAP, "list its engines", Map.of(), Engines::names);
        Map<Long, Long> clients = reader.nodes().offers(node.name(), Service.STATISTICS)
                ? reader.use(node, Service.STATISTICS, "count its clients", Map.of(), Engines::shown3)
                : reader.use(node, Service.MAP, "count its clients", Map.of(), Engines::shown2);
        Table table = new Table("id", "name", "state", "ipc_name", "clients");
        names.forEach((id, engine) -> {
            boolean known = SERVICES.stream().anyMatch(service -> service.engine().equals(engine));
            boolean open = SERVICES.stream().anyMatch(
                    service -> service.engine().equals(engine) && reader.nodes().offers(node.name(), service));
            table.row(id, engine,
                    new Table.Painted(open ? "serving" : "loaded",
                            open || !known ? Style.Tone.GOOD : Style.Tone.WARN),
                    known ? engine : null, known ? clients.getOrDefault(id, 0L) : null);
        });
        return output.table(table, "Node " + node.name() + " has loaded no engine.");
    }

    private static SortedMap<Long, String> names(CMap map) throws ChorosException {
        SortedMap<Long, String> names = new TreeMap<>();
        for (String id : Values.between(map, LOADED, NAME)) {
            String name = Values.text(map, LOADED + id + NAME);
            names.put(Long.parseLong(id), name.startsWith(FAMILY) ? name.substring(FAMILY.length()) : name);
        }
        return names;
    }

    /** Dialect 2: each client says which service it uses. */
    private static Map<Long, Long> shown2(CMap map) throws ChorosException {
        Map<Long, Long> clients = new TreeMap<>();
        for (CMapKey key : map.keys(CONNECTIONS)) {
            if (key.name().endsWith(".service_id")) {
                clients.merge(Values.number(map, key.name(), -1), 1L, Long::sum);
            }
        }
        return clients;
    }

    /** Dialect 3: clients are listed by their service, {@code stats.ipcs.service0.PID.ADDRESS.procname}. */
    private static Map<Long, Long> shown3(CMap map) throws ChorosException {
        Map<Long, Long> clients = new TreeMap<>();
        for (String client : Values.between(map, CLIENTS, PROCESS)) {
            int dot = client.indexOf('.');
            if (dot > 0) {
                clients.merge(Long.parseLong(client.substring(0, dot)), 1L, Long::sum);
            }
        }
        return clients;
    }
}
