package org.choros.engine.amf;

import java.util.SortedMap;

import org.choros.engine.amf.model.Conf;

/** How long a cluster takes to start many workloads, on all its nodes together; for measuring by hand. */
final class ManyEntries {
    private ManyEntries() {
    }

    /** @param args how many nodes, workloads in a group, and groups; whether each group comes after the one before */
    public static void main(String[] args) {
        int nodes = Integer.parseInt(args[0]);
        int workloads = Integer.parseInt(args[1]);
        int groups = Integer.parseInt(args[2]);
        String[] names = new String[nodes];
        int[] all = new int[nodes];
        StringBuilder list = new StringBuilder();
        for (int i = 0; i < nodes; i++) {
            names[i] = "n" + (i + 1);
            all[i] = i + 1;
            list.append(' ').append(names[i]);
        }
        StringBuilder text = new StringBuilder("hold: 1000|");
        for (int g = 0; g < groups; g++) {
            text.append("group {|name: g").append(g).append("|model: n-way-active|nodes:").append(list).append('|');
            for (int w = 0; w < workloads; w++) {
                text.append("workload {|name: w").append(w).append("|}|");
            }
            if (g > 0 && Boolean.parseBoolean(args[3])) {
                text.append("requires: g").append(g - 1).append('|');
            }
            text.append("component {|start: x|stop_timeout: 100|kill_timeout: 100|}|}|");
        }
        SortedMap<String, String> keys = Conf.keys(text.toString(), names);
        AmfNet net = new AmfNet(keys, 1);
        net.votes = nodes;
        long begin = System.nanoTime();
        net.ring(all);
        int turns = 0;
        while (net.nodes.values().stream().mapToInt(n -> n.host.running()).sum() < nodes * workloads * groups
                || net.node(1).engine.ledger().orders().stream()
                        .anyMatch(o -> o.phase() != org.choros.engine.amf.supervise.Order.Phase.HELD)) {
            net.pass(50, all);
            turns++;
        }
        System.out.println(nodes * workloads * groups + " entries, " + net.messages + " messages, " + turns * 50
                + " ms simulated, " + (System.nanoTime() - begin) / 1_000_000 + " ms of " + nodes + " nodes");
    }
}
