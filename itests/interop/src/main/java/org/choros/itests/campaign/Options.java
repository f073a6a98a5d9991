package org.choros.itests.campaign;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import org.choros.itests.lab.Host.Kind;

/**
 * What a campaign does.
 *
 * @param seed draws the faults
 * @param seconds how long faults are made
 * @param kinds the daemon of each host
 * @param transport udp or udpu
 * @param tokenMs the token timeout before corosync adds its coefficient
 * @param rate messages a second and group of each witness
 * @param boundS within so many seconds after healing there has to be one ring, and every queue drained
 * @param keep whether the logs stay after a success too
 * @param folder takes logs and history
 */
public record Options(long seed, int seconds, List<Kind> kinds, String transport, int tokenMs, double rate,
        int boundS, boolean keep, Path folder) {

    private static final int HOSTS_MAX = 6;
    private static final int SECONDS_PER_MINUTE = 60;

    /**
     * @param args {@code --seed N --minutes N --seconds N --hosts C,C,choros --transport udpu|udp --token MS --rate N
     *            --bound S --keep --folder PATH}
     * @return the options
     */
    public static Options parse(List<String> args) {
        long seed = System.nanoTime() >>> 10 & 0xFFFFFF;
        int seconds = SECONDS_PER_MINUTE;
        String hosts = "C,C,choros,choros";
        String transport = "udpu";
        int tokenMs = 1000;
        double rate = 10;
        int boundS = 90;
        boolean keep = false;
        String folder = "";
        for (int i = 0; i < args.size(); i++) {
            String name = args.get(i);
            if ("--keep".equals(name)) {
                keep = true;
                continue;
            }
            i++;
            if (i == args.size()) {
                throw new IllegalArgumentException(name + " needs a value");
            }
            String value = args.get(i);
            switch (name) {
                case "--seed" -> seed = Long.parseLong(value);
                case "--minutes" -> seconds = (int) (Double.parseDouble(value) * SECONDS_PER_MINUTE);
                case "--seconds" -> seconds = Integer.parseInt(value);
                case "--hosts" -> hosts = value;
                case "--transport" -> transport = value;
                case "--token" -> tokenMs = Integer.parseInt(value);
                case "--rate" -> rate = Double.parseDouble(value);
                case "--bound" -> boundS = Integer.parseInt(value);
                case "--folder" -> folder = value;
                default -> throw new IllegalArgumentException("unknown option " + name);
            }
        }
        if (!"udp".equals(transport) && !"udpu".equals(transport)) {
            throw new IllegalArgumentException("transport is udp or udpu, not " + transport);
        }
        Path place = Path.of(folder.isEmpty() ? "target/campaign/seed-" + seed : folder).toAbsolutePath();
        return new Options(seed, seconds, kinds(hosts), transport, tokenMs, rate, boundS, keep, place);
    }

    private static List<Kind> kinds(String hosts) {
        List<Kind> kinds = new ArrayList<>();
        for (String host : hosts.split(",")) {
            kinds.add(Kind.valueOf(host.trim().toUpperCase(Locale.ROOT)));
        }
        if (kinds.size() < 2 || kinds.size() > HOSTS_MAX) {
            throw new IllegalArgumentException("2 to " + HOSTS_MAX + " hosts, not " + kinds.size());
        }
        return List.copyOf(kinds);
    }
}
