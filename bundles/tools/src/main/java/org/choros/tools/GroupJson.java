package org.choros.tools;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import org.choros.base.ChorosException;
import org.choros.client.CMapClient;
import org.choros.client.CfgClient;
import org.choros.client.ChorosClient;
import org.choros.cmap.MapKind;
import org.choros.cpg.CpgProcess;

/** What corosync-cpgtool says with {@code --json}. */
final class GroupJson {
    private GroupJson() {
    }

    private static JsonWriter begin() {
        return new JsonWriter().beginObject().name("groups").beginArray();
    }

    private static JsonWriter group(JsonWriter json, String name) {
        // a character of it is a byte
        return json.beginObject().field("name", name.getBytes(StandardCharsets.ISO_8859_1));
    }

    static String names(List<String> groups) {
        JsonWriter json = begin();
        for (String name : groups) {
            group(json, name).endObject();
        }
        return json.endArray().endObject().toString();
    }

    /** The groups, each with its members, in the order in which the node lists them. */
    static String members(List<CpgProcess> processes, NodeList nodes, CfgClient cfg) {
        JsonWriter json = begin();
        String last = null;
        for (CpgProcess process : processes) {
            if (!process.group().equals(last)) {
                if (last != null) {
                    json.endArray().endObject();
                }
                last = process.group();
                group(json, last).name("members").beginArray();
            }
            int nodeId = process.member().nodeId();
            json.beginObject().field("node_id", Integer.toUnsignedLong(nodeId))
                    .field("node_name", nodes.nameOrNull(Integer.toUnsignedLong(nodeId)))
                    .field("pid", Integer.toUnsignedLong(process.member().pid())).name("addresses");
            LinkJson.addresses(json, addresses(cfg, nodeId)).endObject();
        }
        if (last != null) {
            json.endArray().endObject();
        }
        return json.endArray().endObject().toString();
    }

    /** All of a node's addresses, none when it has gone meanwhile. */
    private static List<InetAddress> addresses(CfgClient cfg, int nodeId) {
        try {
            return cfg.addresses(nodeId);
        } catch (ChorosException e) {
            return new ArrayList<>();
        }
    }

    /** The nodes' names; without them there are none. */
    static NodeList nodes(ChorosClient client) {
        try (CMapClient map = client.cmap(MapKind.ICMAP)) {
            return NodeList.read(map, Dialect.of(map));
        } catch (ChorosException e) {
            return NodeList.empty();
        }
    }
}
