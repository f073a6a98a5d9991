package ${package};

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;

import org.choros.spi.engine.Membership;
import org.choros.spi.engine.RingIdentity;

/** Nodes with one order of messages; synchronised when it is made. */
final class TestRing {
    private static long sequence;

    private final RingIdentity identity = new RingIdentity(1, sequence += 4);
    private final List<TestNode> nodes;
    private boolean synchronising = true;

    /**
     * @param nodes the members
     */
    TestRing(TestNode... nodes) {
        this.nodes = List.of(nodes);
        for (TestNode node : nodes) {
            TestRing old = node.ring;
            int[] together = Arrays.stream(nodes).filter(n -> n == node || old != null && n.ring == old)
                    .mapToInt(n -> n.id).toArray();
            Membership change = new Membership(true, identity, ids(), new int[0], new int[0], together);
            node.engine.onMembership(change, 0);
            node.engine.syncInit(change, 0);
        }
        this.nodes.forEach(n -> n.ring = this);
        boolean done = false;
        while (!done) {
            done = true;
            for (TestNode node : nodes) {
                done &= node.engine.syncProcess(0);
            }
            deliver();
        }
        this.nodes.forEach(n -> n.engine.syncActivate(0));
        synchronising = false;
        this.nodes.forEach(n -> n.engine.onSynchronised(0));
    }

    RingIdentity identity() {
        return identity;
    }

    boolean synchronising() {
        return synchronising;
    }

    int[] ids() {
        return nodes.stream().mapToInt(n -> n.id).toArray();
    }

    /** The token goes round: who has something sends it, and all get it. */
    void deliver() {
        for (TestNode node : nodes) {
            while (!node.sent.isEmpty()) {
                deliver(node.id, node.sent.remove());
            }
        }
    }

    void deliver(int sender, ByteBuffer message) {
        for (TestNode node : nodes) {
            node.engine.onMessage(message.getInt(0) & 0xFFFF, sender, message, 0);
        }
    }
}
