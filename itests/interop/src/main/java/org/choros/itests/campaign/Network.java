package org.choros.itests.campaign;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.choros.itests.lab.Host;
import org.choros.itests.lab.Lab;

/** What the hosts' networks lose: each host drops packets that come in, by their sender or by chance. */
final class Network {
    private final Lab lab;
    private final boolean[][] cut;
    private final int[] lossPercent;

    Network(Lab lab) {
        this.lab = lab;
        int n = lab.hosts().size() + 1;
        cut = new boolean[n][n];
        lossPercent = new int[n];
    }

    /** Drops, or not, what one host sends to another. */
    void cut(int from, int to, boolean on) {
        if (from != to && cut[from][to] != on) {
            cut[from][to] = on;
            apply(lab.host(to));
        }
    }

    /** Drops this share of what comes to a host. */
    void loss(int host, int percent) {
        lossPercent[host] = percent;
        apply(lab.host(host));
    }

    private void apply(Host host) {
        List<String> rules = new ArrayList<>();
        for (Host other : lab.hosts()) {
            if (cut[other.number()][host.number()]) {
                rules.add("ip saddr " + other.address() + " drop");
            }
        }
        if (lossPercent[host.number()] > 0) {
            rules.add("iif != lo numgen random mod 100 < " + lossPercent[host.number()] + " drop");
        }
        // one transaction: no packet meets a half of it
        String text = """
                table inet campaign
                delete table inet campaign
                table inet campaign {
                    chain in {
                        type filter hook input priority 0;
                        %s
                    }
                }
                """.formatted(String.join("\n        ", rules));
        try {
            Path file = host.folder().resolve("nft");
            Files.writeString(file, text);
            host.network("nft", "-f", file.toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
