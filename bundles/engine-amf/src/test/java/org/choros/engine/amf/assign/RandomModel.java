package org.choros.engine.amf.assign;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

import org.choros.engine.amf.model.Conf;
import org.choros.engine.amf.model.Model;

/** Models that nobody would think of. */
public final class RandomModel {
    private RandomModel() {
    }

    /**
     * @param r draws it
     * @param nodes as many nodes, 3 or more, named n1, n2, ...
     * @param groups as many groups at most
     * @return a model
     */
    public static Model draw(Random r, int nodes, int groups) {
        return Conf.model(text(r, nodes, groups, "", ""), names(nodes));
    }

    /** @return the names of so many nodes */
    public static String[] names(int nodes) {
        String[] names = new String[nodes];
        for (int i = 0; i < nodes; i++) {
            names[i] = "n" + (i + 1);
        }
        return names;
    }

    /**
     * @param more keys for each group, ending in a bar
     * @param component keys for each component, ending in a bar
     * @return the section of a model
     */
    public static String text(Random r, int nodes, int groups, String more, String component) {
        StringBuilder text = new StringBuilder();
        int count = 1 + r.nextInt(groups);
        List<String> earlier = new ArrayList<>();
        for (int g = 0; g < count; g++) {
            String name = "g" + g;
            text.append("group {|name: ").append(name).append('|').append(more);
            int units = 2 + r.nextInt(nodes - 1);
            int workloads = 1 + r.nextInt(4);
            switch (r.nextInt(4)) {
                case 0 -> text.append("model: 2n|");
                case 1 -> {
                    int standby = 1 + r.nextInt(units - 1);
                    int active = 1 + r.nextInt(units - standby);
                    text.append("model: n+m|active: ").append(active).append("|standby: ").append(standby).append('|');
                    if (r.nextBoolean()) {
                        int max = (workloads + active - 1) / active + r.nextInt(2);
                        text.append("max_active: ").append(max).append('|');
                    }
                }
                case 2 -> text.append("model: n-way-active|active: ").append(1 + r.nextInt(units)).append('|');
                default -> {
                    text.append("model: none|");
                    workloads = Math.min(workloads, units);
                }
            }
            text.append(r.nextInt(4) == 0 ? "auto_adjust: yes|" : "").append("nodes:");
            List<Integer> ids = new ArrayList<>();
            for (int n = 1; n <= nodes; n++) {
                ids.add(n);
            }
            Collections.shuffle(ids, r);
            ids.subList(0, units).forEach(n -> text.append(" n").append(n));
            text.append('|');
            for (int w = 0; w < workloads; w++) {
                text.append("workload {|name: w").append(w).append("|rank: ").append(r.nextInt(3)).append("|}|");
            }
            if (!earlier.isEmpty() && r.nextInt(3) == 0) {
                text.append(r.nextBoolean() ? "after: " : "requires: ").append(earlier.get(r.nextInt(earlier.size())))
                        .append('|');
            }
            earlier.add(name);
            text.append("component {|start: ").append(name).append('|').append(component).append("}|}|");
        }
        return text.toString();
    }
}
