package org.choros.local;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

import org.choros.base.RingId;
import org.choros.spi.engine.RingIdentity;
import org.choros.spi.node.NodeState;
import org.choros.wire.ipc.CpgReply;

/** Makes events of what becomes of a node, while there is somebody who hands them on. For one thread. */
final class NodeEvents implements NodeWatcher {
    /** The ring is operational and synchronised, with other members or again. */
    static final String RING_FORMED = "org/choros/ring/FORMED";
    /** It is so no longer. */
    static final String RING_LOST = "org/choros/ring/LOST";
    /** The node has become quorate. */
    static final String QUORUM_GAINED = "org/choros/quorum/GAINED";
    /** It is so no longer. */
    static final String QUORUM_LOST = "org/choros/quorum/LOST";
    /** Somebody has come to or gone from a group in which there is somebody of this JVM. */
    static final String GROUP_CHANGED = "org/choros/group/CHANGED";
    static final String RING_ID = "ring.id";
    static final String MEMBERS = "members";
    static final String GROUP = "group";
    static final String JOINED = "joined";
    static final String LEFT = "left";

    private final Supplier<EventTeller> teller;
    private NodeState last;
    private RingIdentity formed;
    private boolean quorate;

    /**
     * @param teller who hands events on, or null
     */
    NodeEvents(Supplier<EventTeller> teller) {
        this.teller = teller;
    }

    @Override
    public void changed(NodeView now) {
        NodeState node = now.state() == null ? last : now.state();
        last = node;
        RingIdentity ring = now.steady() ? node.ring() : null;
        if (formed != null && ring == null) {
            tell(RING_LOST, node, Map.of());
        } else if (ring != null && !ring.equals(formed)) {
            tell(RING_FORMED, node, Map.of(RING_ID, new RingId(ring.nodeId(), ring.seq()).toString(), MEMBERS,
                    unsigned(node.members())));
        }
        formed = ring;
        if (quorate != now.quorate()) {
            quorate = now.quorate();
            tell(quorate ? QUORUM_GAINED : QUORUM_LOST, node, Map.of(MEMBERS, unsigned(node.quorum().members())));
        }
    }

    private static long[] unsigned(int[] ids) {
        long[] wide = new long[ids.length];
        for (int i = 0; i < ids.length; i++) {
            wide[i] = Integer.toUnsignedLong(ids[i]);
        }
        return wide;
    }

    @Override
    public void group(ByteBuffer change) {
        CpgReply.Confchg event = CpgReply.Confchg.decode(change);
        if (event != null && last != null) {
            tell(GROUP_CHANGED, last, Map.of(GROUP, event.group(), MEMBERS, names(event.members()), JOINED,
                    names(event.joined()), LEFT, names(event.left())));
        }
    }

    private static String[] names(List<CpgReply.Address> processes) {
        return processes.stream()
                .map(p -> Integer.toUnsignedString(p.nodeId()) + ":" + Integer.toUnsignedString(p.pid()))
                .toArray(String[]::new);
    }

    private void tell(String topic, NodeState node, Map<String, Object> what) {
        EventTeller present = teller.get();
        if (present != null) {
            Map<String, Object> properties = new HashMap<>(what);
            properties.put(NodeServices.NODE, node.name());
            properties.put(NodeServices.NODE_ID, Integer.toUnsignedLong(node.nodeId()));
            if (!node.cluster().isEmpty()) {
                properties.put(NodeServices.CLUSTER, node.cluster());
            }
            present.tell(topic, properties);
        }
    }
}
