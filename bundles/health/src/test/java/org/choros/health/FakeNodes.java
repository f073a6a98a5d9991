package org.choros.health;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import org.choros.base.ChorosException;
import org.choros.base.CsError;
import org.choros.base.RingId;
import org.choros.base.Tracking;
import org.choros.cfg.RingStatus;
import org.choros.cmap.CMapKey;
import org.choros.cmap.CMapValue;
import org.choros.quorum.NodeState;
import org.choros.quorum.QuorumListener;
import org.choros.quorum.VoteInfo;
import org.choros.quorum.VoteQuorumListener;
import org.choros.shell.nodes.NodeName;
import org.choros.shell.nodes.Nodes;
import org.choros.shell.nodes.Service;
import org.choros.shell.nodes.Use;

/** A node of dialect 2, which is what the test says. */
final class FakeNodes implements Nodes {
    static final NodeName NODE = new NodeName("blue", 1, "sea");

    final Map<String, CMapValue> map = new TreeMap<>();
    final List<RingStatus> rings = new ArrayList<>();
    List<String> configured = List.of("blue");
    boolean serves = true;
    boolean steady = true;
    boolean quorate = true;
    CsError fails;

    FakeNodes() {
        map.put("nodelist.node.0.nodeid", CMapValue.u32(1));
        map.put("nodelist.node.1.nodeid", CMapValue.u32(2));
        joined(1);
        joined(2);
        map.put("runtime.choros.transport.state", CMapValue.str("open"));
        rings.add(new RingStatus("10.0.0.1", "ring 0 active with no faults"));
    }

    void joined(int id) {
        map.put("runtime.totem.pg.mrp.srp.members." + id + ".status", CMapValue.str("joined"));
    }

    void left(int id) {
        map.put("runtime.totem.pg.mrp.srp.members." + id + ".status", CMapValue.str("left"));
    }

    @Override
    public List<NodeName> list() {
        return serves ? List.of(NODE) : List.of();
    }

    @Override
    public List<String> configured() {
        return configured;
    }

    @Override
    public boolean offers(String node, Service<?> service) {
        return service != Service.STATISTICS;
    }

    @Override
    public boolean holds(String node, String condition) {
        return steady;
    }

    @Override
    public Map<String, String> transports() {
        return Map.of();
    }

    @Override
    public <S, R> R use(String node, Service<S> service, Use<S, R> use) throws ChorosException {
        if (fails != null) {
            throw new ChorosException(fails, "what was asked");
        }
        Object client = Proxy.newProxyInstance(FakeNodes.class.getClassLoader(), new Class<?>[]{service.type()},
                (self, method, arguments) -> answer(method.getName(), arguments));
        return use.with(service.type().cast(client));
    }

    private Object answer(String method, Object[] arguments) {
        return switch (method) {
            case "find" -> Optional.ofNullable(map.get(arguments[0]));
            case "keys" -> map.entrySet().stream().filter(e -> e.getKey().startsWith((String) arguments[0]))
                    .map(e -> new CMapKey(e.getKey(), e.getValue().type(), e.getValue().length())).toList();
            case "ringStatus" -> rings;
            case "info" -> new VoteInfo(1, NodeState.MEMBER, 1, 2, 2, quorate ? 2 : 1, 2,
                    quorate ? VoteInfo.QUORATE : 0, 0, "");
            case "track" -> track(arguments[0]);
            default -> throw new UnsupportedOperationException(method);
        };
    }

    private Tracking track(Object listener) {
        RingId ring = new RingId(1, 8);
        if (listener instanceof QuorumListener heard) {
            heard.quorum(quorate, ring, new int[]{1, 2});
        } else {
            ((VoteQuorumListener) listener).nodes(ring, new int[]{1, 2});
        }
        return () -> {
            // it was told all
        };
    }
}
