package org.choros.node.services;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

import org.choros.spi.cmap.IcMap;
import org.choros.spi.cmap.MapValue;
import org.choros.spi.cmap.StatsMap;
import org.choros.spi.engine.ClientSession;
import org.choros.spi.engine.SessionStatistics;

/**
 * What the maps tell of clients: {@code runtime.connections.*} of dialect 2, refreshed by and by;
 * {@code stats.ipcs.*} of dialect 3, read when somebody looks. For the ring thread.
 */
final class ClientKeys {
    private static final String CONNECTIONS = "runtime.connections.";
    private static final String IPCS = "stats.ipcs.";
    private static final int NAME_LENGTH = 15;

    private final ServiceHost host;
    private final Map<ClientSession, Client> clients = new LinkedHashMap<>();
    private Optional<StatsMap> stats = Optional.empty();
    private long closed;

    ClientKeys(ServiceHost host) {
        this.host = host;
    }

    /** Publishes the totals. */
    void start() {
        if (host.dialect() == 2) {
            host.map().put(CONNECTIONS + "active", MapValue.u64(0));
            host.map().put(CONNECTIONS + "closed", MapValue.u64(0));
            return;
        }
        stats = host.ability(StatsMap.class);
        stats.ifPresent(s -> {
            s.put(IPCS + "global.active", () -> MapValue.u64(clients.size()));
            s.put(IPCS + "global.closed", () -> MapValue.u64(closed));
            s.onClear("ipc", () -> {
                closed = 0;
                clients.values().forEach(Client::clear);
            });
        });
    }

    Client connected(int service, ClientSession session) {
        String name = session.processName().isEmpty() ? host.processName(session.pid()) : session.processName();
        name = name.length() > NAME_LENGTH ? name.substring(0, NAME_LENGTH) : name;
        String tail = Integer.toUnsignedString(session.pid()) + (host.dialect() == 2 ? ":0x" : ".0x")
                + Long.toHexString(session.id()) + ".";
        Client client = new Client(session, host.dialect() == 2
                ? CONNECTIONS + (name.isEmpty() ? "" : keyPart(name) + ":") + tail
                : IPCS + "service" + service + "." + tail);
        clients.put(session, client);
        if (host.dialect() == 2) {
            IcMap map = host.map();
            map.count(CONNECTIONS + "active", 1);
            map.put(client.keys() + "name", MapValue.str(name));
            map.put(client.keys() + "client_pid", MapValue.u32(session.pid()));
            map.put(client.keys() + "service_id", MapValue.u32(service));
            show(client);
        } else {
            publish(client, name);
        }
        return client;
    }

    private static String keyPart(String name) {
        StringBuilder part = new StringBuilder();
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            // a key of three such characters is valid when the character is
            part.append(IcMap.validKey("aa" + c) ? c : '_');
        }
        return part.toString();
    }

    void disconnected(ClientSession session) {
        Client client = clients.remove(session);
        if (client == null) {
            return;
        }
        closed++;
        if (host.dialect() == 2) {
            IcMap map = host.map();
            for (String key : map.withPrefix(client.keys()).keySet()) {
                map.remove(key);
            }
            map.count(CONNECTIONS + "active", -1);
            map.count(CONNECTIONS + "closed", 1);
        } else {
            stats.ifPresent(s -> s.removeAll(client.keys()));
        }
    }

    Client client(ClientSession session) {
        return clients.get(session);
    }

    /** Brings the keys of dialect 2 up to date. */
    void refresh() {
        if (host.dialect() == 2) {
            clients.values().forEach(this::show);
        }
    }

    private void show(Client client) {
        SessionStatistics s = client.statistics();
        put(client, "responses", MapValue.u64(s.responses()));
        put(client, "dispatched", MapValue.u64(s.dispatched()));
        put(client, "requests", MapValue.u64(s.requests()));
        put(client, "send_retries", MapValue.u64(s.sendRetries()));
        put(client, "recv_retries", MapValue.u64(s.recvRetries()));
        put(client, "flow_control", MapValue.u32(s.flowControl()));
        put(client, "flow_control_count", MapValue.u64(s.flowControlCount()));
        put(client, "queue_size", MapValue.u32(s.queued() - s.sent()));
        put(client, "invalid_request", MapValue.u64(client.invalidRequests()));
        put(client, "overload", MapValue.u64(client.overloads()));
    }

    private void put(Client client, String key, MapValue value) {
        host.map().put(client.keys() + key, value);
    }

    private void publish(Client client, String name) {
        MapValue shown = MapValue.str(name);
        supply(client, "procname", c -> shown);
        supply(client, "queueing", c -> MapValue.i32(c.statistics().queueing() ? 1 : 0));
        supply(client, "queued", c -> MapValue.u32(c.statistics().queued()));
        supply(client, "invalid_request", c -> MapValue.u64(c.invalidRequests()));
        supply(client, "overload", c -> MapValue.u64(c.overloads()));
        supply(client, "sent", c -> MapValue.u32(c.statistics().sent()));
        supply(client, "requests", c -> MapValue.u64(c.statistics().requests()));
        supply(client, "responses", c -> MapValue.u64(c.statistics().responses()));
        supply(client, "dispatched", c -> MapValue.u64(c.statistics().dispatched()));
        supply(client, "send_retries", c -> MapValue.u64(c.statistics().sendRetries()));
        supply(client, "recv_retries", c -> MapValue.u64(c.statistics().recvRetries()));
        supply(client, "flow_control", c -> MapValue.u32(c.statistics().flowControl()));
        supply(client, "flow_control_count", c -> MapValue.u64(c.statistics().flowControlCount()));
    }

    private void supply(Client client, String key, Function<Client, MapValue> source) {
        stats.ifPresent(s -> s.put(client.keys() + key, () -> source.apply(client)));
    }
}
