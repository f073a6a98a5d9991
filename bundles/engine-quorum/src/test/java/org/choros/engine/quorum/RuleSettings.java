package org.choros.engine.quorum;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import org.choros.spi.cmap.IcMap;
import org.choros.spi.cmap.MapValue;
import org.choros.spi.cmap.ValueType;

/** The configuration part of {@link RuleModel}: the fourteen steps of ipc 3.6, for configurations that start. */
final class RuleSettings {
    boolean twoNode;
    boolean waitForAll;
    boolean lastManStanding;
    boolean downscale;
    boolean tracking;
    boolean deviceCanOperate = true;
    boolean masterWins;
    int tieBreaker;
    List<Integer> tieBreakers = List.of();
    long windowMs;
    long deviceMs = 10_000;
    long deviceSyncMs = 30_000;
    private final RuleModel model;
    private final int dialect;
    private final IcMap map;
    private boolean waitForAllFollows;
    private int tieBreakerAtStart;

    RuleSettings(RuleModel model, int dialect, IcMap map) {
        this.model = model;
        this.dialect = dialect;
        this.map = map;
    }

    private long u32(String key, long missing) {
        return map.getExact(key, ValueType.UINT32, missing);
    }

    private boolean u8(String key) {
        return map.getExact("quorum." + key, ValueType.UINT8, 0) != 0;
    }

    void read(boolean runtime, long stored) {
        tieBreaker = runtime ? tieBreakerAtStart : 0;
        long wanted = u32("quorum.expected_votes", 0);
        boolean device = !map.getString("quorum.device.model", "").isEmpty();
        long deviceVotes = device ? u32("quorum.device.votes", -1) : 0;
        if (device) {
            deviceMs = u32("quorum.device.timeout", 10_000);
            deviceSyncMs = u32("quorum.device.sync_timeout", 30_000);
            deviceCanOperate = true;
        }
        twoNode = u8("two_node");
        long ours = u32("nodelist.local_node_pos", -1);
        if (ours < 0 && wanted == 0) {
            return;
        }
        Map<Long, Long> votesAt = ours < 0 ? Map.of() : nodelist();
        if (twoNode && device) {
            twoNode = !model.deviceIsRegistered();
            deviceCanOperate = !twoNode;
        }
        if (!runtime) {
            startOnly(stored);
        }
        waitForAll = waitForAllFollows ? twoNode : waitForAll;
        twoNode &= tieBreaker == 0;
        long sum = votesAt.values().stream().mapToLong(v -> v).sum();
        if (tieBreaker != 0 && sum % 2 != 0 && !waitForAll) {
            if (lastManStanding) {
                return;
            }
            tieBreaker = 0;
        }
        boolean allOne = sum == votesAt.size();
        if (device && (lastManStanding || tieBreaker != 0 || downscale || deviceVotes < 0 && wanted != 0
                || deviceVotes < 0 && ours >= 0 && !allOne
                || deviceVotes > 0 && wanted != 0 && wanted - deviceVotes < 2)) {
            deviceCanOperate = false;
        }
        if (device && deviceVotes < 0 && wanted == 0 && ours >= 0 && allOne) {
            deviceVotes = sum - 1;
            sum += deviceVotes;
        }
        long expected = tracking ? model.tracked : wanted;
        model.us.votes = ours >= 0 ? votesAt.getOrDefault(ours, 0L) : u32("quorum.votes", 1);
        model.us.expected = expected != 0 ? expected : ours >= 0 ? sum : model.us.expected;
        model.deviceVotes = deviceVotes >= 0 ? deviceVotes : model.deviceVotes;
        model.barrier = model.us.expected;
        if (waitForAll && !runtime) {
            model.waitForAll(true);
        } else if (!waitForAll && waitForAllFollows && model.waits) {
            model.waitForAll(false);
        }
    }

    private void startOnly(long stored) {
        downscale = u8("allow_downscale");
        waitForAllFollows = map.getExact("quorum.wait_for_all", ValueType.UINT8, -1) < 0;
        waitForAll = u8("wait_for_all");
        lastManStanding = u8("last_man_standing");
        windowMs = u32("quorum.last_man_standing_window", 10_000);
        tracking = u8("expected_votes_tracking") || downscale;
        model.tracked = tracking ? stored : 0;
        if (u8("auto_tie_breaker")) {
            String text = map.getString("quorum.auto_tie_breaker_node", "lowest");
            tieBreakers = numbers(text);
            tieBreaker = text.equals("lowest") ? 1 : text.equals("highest") ? 2 : tieBreakers.isEmpty() ? 0 : 3;
        }
        tieBreakerAtStart = tieBreaker;
    }

    /** What strtol finds in a row: blanks, a sign, digits. */
    private static List<Integer> numbers(String text) {
        List<Integer> found = new ArrayList<>();
        int at = 0;
        while (true) {
            while (at < text.length() && text.charAt(at) == ' ') {
                at++;
            }
            int from = at;
            at += at < text.length() && "+-".indexOf(text.charAt(at)) >= 0 ? 1 : 0;
            while (at < text.length() && Character.isDigit(text.charAt(at))) {
                at++;
            }
            String digits = text.substring(from, at).replace("+", "");
            int number = digits.isEmpty() || digits.equals("-")
                    ? 0
                    : digits.length() > 18 ? -1 : (int) Long.parseLong(digits);
            if (number == 0) {
                return found;
            }
            found.add(number);
        }
    }

    private Map<Long, Long> nodelist() {
        Map<Long, Long> votes = new TreeMap<>();
        for (Map.Entry<String, MapValue> e : map.withPrefix("nodelist.node.").entrySet()) {
            String[] words = e.getKey().split("\\.");
            if (words.length == 4 && (dialect > 2 || words[3].equals("ring0_addr"))) {
                long position = Long.parseLong(words[2]);
                votes.put(position, u32("nodelist.node." + position + ".quorum_votes", 1));
            }
        }
        return votes;
    }
}
