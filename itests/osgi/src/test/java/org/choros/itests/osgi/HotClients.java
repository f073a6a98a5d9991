package org.choros.itests.osgi;

import static org.junit.Assert.assertEquals;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import org.choros.base.ChorosException;
import org.choros.base.CsError;
import org.choros.client.CMapClient;
import org.choros.client.CfgClient;
import org.choros.client.ChorosClient;
import org.choros.client.CpgClient;
import org.choros.client.Dispatching;
import org.choros.client.QuorumClient;
import org.choros.client.VoteQuorumClient;
import org.choros.cmap.MapKind;

/** A client of each service of a node, none of which connects again by itself. */
final class HotClients implements AutoCloseable {
    /** The services of the bundle engine-quorum. */
    static final Set<String> QUORUM = Set.of("quorum", "votequorum");
    /** All services. */
    static final Set<String> ALL = Set.of("cmap", "cfg", "cpg", "quorum", "votequorum");

    private final ChorosClient node;
    private final Map<String, Client> clients = new LinkedHashMap<>();

    /** Asks something that the node has to answer. */
    private interface Question {
        void ask() throws ChorosException;
    }

    private record Client(Dispatching connection, Question question, AutoCloseable end) {
    }

    HotClients(HotCluster cluster, int id) {
        node = cluster.patient(id);
        open(ALL);
    }

    /** Connects to these services, as soon as they are there. */
    void open(Set<String> services) {
        for (String service : new TreeSet<>(services)) {
            Await.until("a client of " + service + " connects", () -> {
                Client old = clients.put(service, connect(service));
                if (old != null) {
                    old.end.close();
                }
                return null;
            });
        }
    }

    private Client connect(String service) throws ChorosException {
        switch (service) {
            case "cmap" -> {
                CMapClient map = node.cmap(MapKind.ICMAP);
                return new Client(map, () -> map.get("totem.version"), map);
            }
            case "cfg" -> {
                CfgClient cfg = node.cfg();
                return new Client(cfg, cfg::localNodeId, cfg);
            }
            case "cpg" -> {
                CpgClient cpg = node.cpg();
                return new Client(cpg, cpg::localNodeId, cpg);
            }
            case "quorum" -> {
                QuorumClient quorum = node.quorum();
                return new Client(quorum, quorum::quorate, quorum);
            }
            default -> {
                VoteQuorumClient votes = node.voteQuorum();
                return new Client(votes, () -> votes.info(1), votes);
            }
        }
    }

    /** Fails unless exactly these services have ended their client's connection, and the others answer. */
    void assertLost(Set<String> services) {
        Set<String> lost = new TreeSet<>();
        List<String> strange = new ArrayList<>();
        clients.forEach((service, client) -> {
            try {
                client.question.ask();
            } catch (ChorosException e) {
                lost.add(service);
                if (e.error() != CsError.LIBRARY || client.connection.connected()) {
                    strange.add(service + " " + e);
                }
            }
        });
        assertEquals(List.of(), strange);
        assertEquals(new TreeSet<>(services), lost);
    }

    @Override
    public void close() throws Exception {
        for (Client client : clients.values()) {
            client.end.close();
        }
    }
}
