package org.choros.itests.clients;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

import org.choros.base.Tracking;
import org.choros.cfg.NodeStatus;
import org.choros.cfg.ShutdownMode;
import org.choros.client.CfgClient;
import org.choros.client.ChorosClient;
import org.choros.client.ClientOptions;

/** All of cfg but what ends a node. */
final class CfgWalk {
    private final JavaWalk walk;
    private final List<String> heard = Collections.synchronizedList(new ArrayList<>());

    CfgWalk(JavaWalk walk) {
        this.walk = walk;
    }

    void walk() throws Exception {
        ChorosClient answering = new ChorosClient(ClientOptions.fromEnvironment().withDispatchThreads(true));
        try (CfgClient cfg = walk.node().cfg(); CfgClient other = answering.cfg()) {
            JavaWalk.call("local node", cfg::localNodeId);
            JavaWalk.call("our addresses", () -> cfg.addresses(0));
            JavaWalk.call("its addresses", () -> cfg.addresses(2));
            JavaWalk.call("addresses of nobody", () -> cfg.addresses(99));
            for (int node : new int[]{1, 2, 99}) {
                JavaWalk.call("status of " + node, () -> shown(cfg.nodeStatus(node)));
            }
            JavaWalk.call("rings", cfg::ringStatus);
            JavaWalk.deed("rings again", cfg::reenableRings);
            JavaWalk.deed("kill nobody", () -> cfg.kill(99, "a test"));
            JavaWalk.deed("log files again", cfg::reopenLogs);
            JavaWalk.deed("reload", cfg::reload);
            Tracking tracking = other.trackShutdown(mode -> {
                heard.add("asked " + mode);
                return false;
            });
            JavaWalk.call("two listeners", () -> other.trackShutdown(mode -> true));
            JavaWalk.deed("shutdown that is refused", () -> cfg.shutdown(ShutdownMode.REQUEST));
            JavaWalk.line(heard.toString());
            tracking.close();
        }
    }

    private static String shown(NodeStatus status) {
        NodeStatus.Link link = status.links().get(0);
        return status.nodeId() + " reachable " + status.reachable() + ", " + status.links().size() + " links, enabled "
                + link.enabled() + ", connected " + link.connected();
    }
}
