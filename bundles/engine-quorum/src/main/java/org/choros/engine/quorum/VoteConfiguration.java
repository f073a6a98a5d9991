package org.choros.engine.quorum;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.choros.spi.cmap.IcMap;
import org.choros.spi.cmap.MapValue;
import org.choros.spi.cmap.ValueType;
import org.choros.spi.engine.EngineException;
import org.choros.spi.log.LogLevel;
import org.choros.wire.exec.VoteNodeInfo;

/**
 * Reads the {@code quorum} and {@code nodelist} keys into the settings and our own votes, at the start and again
 * whenever they change. What is a refusal at the start is a log line later, and the feature in question is given up.
 */
final class VoteConfiguration {
    private static final String ERROR = "configuration error: ";
    private static final String NODES = "nodelist.node.";
    private static final String ODD = "auto_tie_breaker & last_man_standing not available in odd sized cluster";
    private static final int LEAST_WITHOUT_DEVICE = 2;
    private static final long UNKNOWN = -1;
    private static final Pattern NUMBER = Pattern.compile("\\s*([+-]?\\d{1,40})");
    private static final BigInteger LONG_MAX = BigInteger.valueOf(Long.MAX_VALUE);

    private final IcMap map;
    private final int dialect;
    private final VoteSettings settings;
    private final Electorate electorate;
    private final Electorate.Output out;
    private boolean runtime;
    private boolean nodelist;
    private long nodeVotes;
    private long listVotes;
    private int listNodes;
    private long expectedVotes;
    private boolean expectedGiven;
    private boolean device;
    private long deviceVotes;

    VoteConfiguration(IcMap map, int dialect, VoteSettings settings, Electorate electorate, Electorate.Output out) {
        this.map = map;
        this.dialect = dialect;
        this.settings = settings;
        this.electorate = electorate;
        this.out = out;
    }

    /**
     * Reads everything for the first time.
     *
     * @param storedBarrier the expected-votes barrier of an earlier run, 0 for none
     * @throws EngineException when the settings contradict each other
     */
    void readAtStart(long storedBarrier) throws EngineException {
        runtime = false;
        gather();
        if (!nodelist && !expectedGiven) {
            throw new EngineException(ERROR + "nodelist or quorum.expected_votes must be configured!");
        }
        if (settings.twoNode && device) {
            throw new EngineException(ERROR + "two_node and quorum device cannot be configured at the same time!");
        }
        readStartOnlyFeatures(storedBarrier);
        apply();
        if (settings.waitForAll) {
            electorate.waitForAll(true);
        }
    }

    /** Reads everything again, in a running node. */
    void readAgain() {
        runtime = true;
        settings.twoNode = false;
        publishTieBreaker(settings.initialTieBreaker);
        gather();
        if (!nodelist && !expectedGiven) {
            crit(ERROR + "nodelist or quorum.expected_votes must be configured!");
            crit("will continue with current runtime data");
            return;
        }
        if (settings.twoNode && device) {
            crit(ERROR + "two_node and quorum device cannot be configured at the same time!");
            if (electorate.us().has(VoteNodeInfo.DEVICE_REGISTERED)) {
                crit("quorum device is registered, disabling two_node");
                settings.twoNode = false;
            } else {
                crit("quorum device is not registered, allowing two_node");
                deviceCanOperate(false);
            }
        }
        try {
            apply();
        } catch (EngineException e) {
            throw new IllegalStateException("only a start is refused", e);
        }
    }

    private void gather() {
        expectedVotes = u32("quorum.expected_votes", 0);
        expectedGiven = expectedVotes != 0;
        nodelist = present("nodelist.local_node_pos", ValueType.UINT32);
        nodeVotes = 0;
        listVotes = 0;
        listNodes = 0;
        if (nodelist) {
            readNodelist();
        }
        String model = map.getString("quorum.device.model", "");
        device = !model.isEmpty();
        deviceVotes = UNKNOWN;
        if (device) {
            deviceVotes = u32("quorum.device.votes", UNKNOWN);
            settings.deviceTimeoutMs = u32("quorum.device.timeout", VoteSettings.DEVICE_TIMEOUT_MS);
            settings.deviceSyncTimeoutMs = u32("quorum.device.sync_timeout", VoteSettings.DEVICE_SYNC_TIMEOUT_MS);
            deviceCanOperate(true);
        }
        settings.twoNode = u8("quorum.two_node", settings.twoNode);
    }

    private void readNodelist() {
        long ours = u32("nodelist.local_node_pos", 0);
        NavigableMap<String, MapValue> keys = map.withPrefix(NODES);
        TreeSet<Long> positions = new TreeSet<>();
        for (String key : keys.keySet()) {
            long position = position(key);
            if (position >= 0) {
                positions.add(position);
            }
        }
        for (long position : positions) {
            long votes = u32(NODES + position + ".quorum_votes", 1);
            listVotes += votes;
            listNodes++;
            if (position == ours) {
                nodeVotes = votes;
            }
        }
    }

    // -1 when the key says nothing of a node; 2.4 counts only nodes that have an address
    private long position(String key) {
        int dot = key.indexOf('.', NODES.length());
        if (dot <= NODES.length() || dot == key.length() - 1
                || dialect == 2 && !key.substring(dot + 1).equals("ring0_addr")) {
            return -1;
        }
        try {
            return Integer.parseUnsignedInt(key, NODES.length(), dot, 10) & 0xFFFF_FFFFL;
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    private void readStartOnlyFeatures(long storedBarrier) {
        settings.allowDownscale = u8("quorum.allow_downscale", false);
        settings.waitForAllAuto = !present("quorum.wait_for_all", ValueType.UINT8);
        settings.waitForAll = u8("quorum.wait_for_all", false);
        settings.lastManStanding = u8("quorum.last_man_standing", false);
        settings.windowMs = u32("quorum.last_man_standing_window", VoteSettings.WINDOW_MS);
        settings.tracking = u8("quorum.expected_votes_tracking", false) || settings.allowDownscale;
        String breaker = map.getString("quorum.auto_tie_breaker_node", null);
        if (u8("quorum.auto_tie_breaker", false)) {
            tieBreaker(breaker == null ? "lowest" : breaker);
        } else if (breaker != null) {
            out.log(LogLevel.WARNING, "auto_tie_breaker_node: is meaningless if auto_tie_breaker is set to 0");
        }
        settings.initialTieBreaker = settings.tieBreaker;
        if (settings.tracking) {
            electorate.loadTrackingBarrier(storedBarrier);
        }
    }

    private void tieBreaker(String text) {
        int[] list = nodeIds(text);
        TieBreaker kind = switch (text) {
            case "lowest" -> TieBreaker.LOWEST;
            case "highest" -> TieBreaker.HIGHEST;
            default -> list.length > 0 ? TieBreaker.LIST : TieBreaker.NONE;
        };
        settings.tieBreakerList = list;
        publishTieBreaker(kind);
        if (kind == TieBreaker.NONE) {
            out.log(LogLevel.WARNING, "auto_tie_breaker_nodes is not valid. It must be 'lowest', 'highest' or a"
                    + " space-separated list of node IDs. auto_tie_breaker is disabled");
        }
    }

    // the numbers at the front, as strtol reads them: the first that is none, or zero, ends the list
    private static int[] nodeIds(String text) {
        List<Integer> ids = new ArrayList<>();
        Matcher number = NUMBER.matcher(text);
        while (number.lookingAt() && ids.size() < Electorate.NODES_MAX) {
            int id = new BigInteger(number.group(1)).min(LONG_MAX).intValue();
            if (id == 0) {
                break;
            }
            ids.add(id);
            number.region(number.end(), text.length());
        }
        return ids.stream().mapToInt(Integer::intValue).toArray();
    }

    private void publishTieBreaker(TieBreaker kind) {
        settings.tieBreaker = kind;
        out.publish("runtime.votequorum.atb_type", MapValue.u32(kind.code()));
    }

    private void apply() throws EngineException {
        if (settings.waitForAllAuto) {
            settings.waitForAll = settings.twoNode;
        }
        if (settings.twoNode && settings.tieBreaker != TieBreaker.NONE) {
            crit("two_node and auto_tie_breaker are both specified but are not compatible.");
            crit("two_node has been disabled, please fix your corosync.conf");
            settings.twoNode = false;
        }
        if (!oddTieBreakerIsClear()) {
            return;
        }
        checkDevice();
        if (device && deviceVotes == UNKNOWN && !expectedGiven && nodelist && listNodes == listVotes) {
            deviceVotes = listVotes - 1;
            listVotes += deviceVotes;
        }
        if (settings.tracking) {
            expectedVotes = electorate.trackingBarrier();
        }
        VoteNode us = electorate.us();
        if (nodelist) {
            us.votes = nodeVotes;
            us.expected = listVotes;
        } else {
            us.votes = u32("quorum.votes", 1);
        }
        if (expectedVotes != 0) {
            us.expected = expectedVotes;
        }
        if (!device) {
            electorate.device().votes = 0;
        } else if (deviceVotes != UNKNOWN) {
            electorate.device().votes = deviceVotes;
        }
        electorate.barrier(us.expected);
        out.publish("runtime.votequorum.two_node", MapValue.u8(settings.twoNode ? 1 : 0));
        if (!settings.waitForAll && settings.waitForAllAuto && electorate.waitingForAll()) {
            electorate.waitForAll(false);
        }
    }

    // false in a running node where what is wanted is not clear: it keeps what it has
    private boolean oddTieBreakerIsClear() throws EngineException {
        // With an odd number of votes one half is half minus one; only wait_for_all makes that safe.
        if (settings.tieBreaker == TieBreaker.NONE || listVotes % 2 == 0 || settings.waitForAll) {
            return true;
        }
        if (settings.lastManStanding) {
            crit("auto_tie_breaker is set, the cluster has an odd number of nodes");
            crit("and last_man_standing is also set. With this situation a better");
            crit("solution would be to disable LMS, leave ATB enabled, and also");
            crit("enable wait_for_all (mandatory for ATB in odd-numbered clusters).");
            crit("Due to this ambiguity, corosync will fail to start. Please fix your corosync.conf");
            if (!runtime) {
                throw new EngineException(ERROR + ODD);
            }
            crit(ERROR + ODD);
            return false;
        }
        crit("auto_tie_breaker is set and the cluster has an odd number of nodes.");
        crit("wait_for_all needs to be set for this configuration but it is missing");
        crit("Therefore auto_tie_breaker has been disabled. Please fix your corosync.conf");
        publishTieBreaker(TieBreaker.NONE);
        return true;
    }

    private void checkDevice() throws EngineException {
        if (!device) {
            return;
        }
        if (settings.lastManStanding) {
            deviceConflict("quorum.device is not compatible with last_man_standing");
        }
        if (settings.tieBreaker != TieBreaker.NONE) {
            deviceConflict("quorum.device is not compatible with auto_tie_breaker");
        }
        if (settings.allowDownscale) {
            deviceConflict("quorum.device is not compatible with allow_downscale");
        }
        if (deviceVotes == UNKNOWN) {
            if (expectedGiven) {
                deviceConflict("quorum.device.votes must be specified when quorum.expected_votes is set");
            }
            if (nodelist && listNodes != listVotes) {
                deviceConflict("quorum.device.votes must be specified when not all nodes votes 1");
            }
        } else if (expectedGiven && deviceVotes > 0 && expectedVotes - deviceVotes < LEAST_WITHOUT_DEVICE) {
            deviceConflict("quorum.device.votes is too high or expected_votes is too low");
        }
    }

    private void deviceConflict(String text) throws EngineException {
        if (!runtime) {
            throw new EngineException(ERROR + text);
        }
        crit(ERROR + text);
        crit("disabling quorum device operations");
        deviceCanOperate(false);
    }

    private void deviceCanOperate(boolean can) {
        settings.deviceCanOperate = can;
        out.publish("runtime.votequorum.qdevice_can_operate", MapValue.u8(can ? 1 : 0));
    }

    private boolean present(String key, ValueType type) {
        MapValue v = map.get(key);
        return v != null && v.type() == type;
    }

    private long u32(String key, long missing) {
        return map.getExact(key, ValueType.UINT32, missing);
    }

    private boolean u8(String key, boolean missing) {
        return map.getExact(key, ValueType.UINT8, missing ? 1 : 0) != 0;
    }

    private void crit(String text) {
        out.log(LogLevel.CRIT, text);
    }
}
