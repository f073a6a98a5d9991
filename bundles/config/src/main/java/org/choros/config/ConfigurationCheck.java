package org.choros.config;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import org.choros.spi.cmap.IcMap;
import org.choros.spi.cmap.MapValue;
import org.choros.spi.cmap.ValueType;
import org.choros.spi.config.ConfigurationException;

/**
 * From keys to settings: checks the whole configuration as corosync does at start ({@code -t} included), in its order
 * and with its words, and writes the keys that result.
 */
public final class ConfigurationCheck {
    private static final int EXIT_STATE_DIRECTORY = 16;
    private static final String DEFAULT_STATE_DIRECTORY = "/var/lib/corosync";

    private static final String OWN = "choros.";

    private final HostEnvironment host;
    private final PluginTransports transports;
    private final List<String> warnings = new ArrayList<>();

    /**
     * A check that knows corosync's own transports only.
     *
     * @param host the machine
     */
    public ConfigurationCheck(HostEnvironment host) {
        this(host, PluginTransports.NONE);
    }

    /**
     * @param host the machine
     * @param transports which transports there are besides corosync's own
     */
    public ConfigurationCheck(HostEnvironment host, PluginTransports transports) {
        this.host = Objects.requireNonNull(host, "host");
        this.transports = Objects.requireNonNull(transports, "transports");
    }

    /** @return the warnings of the last check, which are worth logging also when it failed */
    public List<String> warnings() {
        return List.copyOf(warnings);
    }

    /**
     * Checks a configuration and completes its map: {@code runtime.config.totem.*}, generated addresses and ids,
     * read-only marks.
     *
     * @param map the keys as {@link CorosyncConf} read them
     * @param dialect 2 or 3
     * @return the effective settings
     * @throws ConfigurationException when a node must not start with it; exit status 7, 8 or 16
     */
    public NodeSettings check(IcMap map, int dialect) throws ConfigurationException {
        warnings.clear();
        new LoggingCheck(map, host, dialect).run();
        Keys keys = new Keys(map);
        SystemSettings system = system(keys, dialect);
        enterStateDirectory(system.stateDirectory(), dialect);
        NodeSettings settings = settings(keys, totem(keys, dialect), system, dialect);
        RuntimeKeys.write(map, settings);
        if (dialect == 2) {
            map.put("config.totemconfig_reload_in_progress", MapValue.u8(0));
        }
        RuntimeKeys.protect(map, settings);
        return settings;
    }

    /**
     * Checks a configuration for a reload: like {@link #check} without logging and directories.
     *
     * @param map the new keys, without those that cannot be changed at run time
     * @param dialect 2 or 3
     * @return the effective settings
     * @throws ConfigurationException when the old settings have to stay in force
     */
    public NodeSettings checkReload(IcMap map, int dialect) throws ConfigurationException {
        warnings.clear();
        Keys keys = new Keys(map);
        NodeSettings settings = settings(keys, totem(keys, dialect), system(keys, dialect), dialect);
        RuntimeKeys.write(map, settings);
        return settings;
    }

    /**
     * Writes what follows from settings into a map: {@code runtime.config.totem.*}, the position and the ids of nodes.
     *
     * @param map the node's keys after a reload
     * @param settings the settings that now hold
     */
    public static void publish(IcMap map, NodeSettings settings) {
        if (settings.localPosition() >= 0) {
            map.put("nodelist.local_node_pos", MapValue.u32(settings.localPosition()));
        }
        if (settings.dialect() == 3) {
            for (ConfiguredNode node : settings.nodes()) {
                map.put(NodeDraft.prefix(node.position()) + "nodeid", MapValue.u32(node.nodeId()));
            }
        }
        RuntimeKeys.write(map, settings);
    }

    /**
     * Checks what corosync checks at a real start only, not with {@code -t}.
     *
     * @param settings checked settings
     * @throws ConfigurationException when the process priority is neither max nor min nor an integer
     */
    public static void checkStart(NodeSettings settings) throws ConfigurationException {
        String priority = settings.system().priority();
        if (!priority.equals("max") && !priority.equals("min")) {
            BigInteger value = Integers.decimal(priority);
            if (value == null || value.bitLength() > 31) {
                throw Faults.bare("Priority value " + priority + " is invalid");
            }
        }
    }

    private TotemPlan totem(Keys keys, int dialect) throws ConfigurationException {
        TotemCheck check = dialect == 3
                ? new TotemCheck3(keys, host, transports, warnings)
                : new TotemCheck2(keys, host, transports, warnings);
        return check.run();
    }

    private SystemSettings system(Keys keys, int dialect) {
        String directory = keys.text("choros.state_dir");
        if (dialect == 3) {
            directory = directory == null ? keys.text("system.state_dir", DEFAULT_STATE_DIRECTORY) : directory;
            return new SystemSettings(keys.text("system.qb_ipc_type", "native"), keys.yes("system.sched_rr", true),
                    keys.text("system.priority", "0"), keys.text("system.move_to_root_cgroup", "auto"),
                    keys.yes("system.allow_knet_handle_fallback", false), directory);
        }
        String named = host.variable("COROSYNC_RUN_DIR");
        if (directory == null) {
            directory = named == null || named.isEmpty() ? DEFAULT_STATE_DIRECTORY : named;
        }
        return new SystemSettings(keys.text("qb.ipc_type", "native"), true, "0", "auto", false, directory);
    }

    private void enterStateDirectory(String directory, int dialect) throws ConfigurationException {
        try {
            host.enterDirectory(directory);
        } catch (HostFault e) {
            String text = dialect == 3
                    ? "Cannot chdir to state directory " + directory + ". " + e.getMessage()
                    : "Required directory not present " + directory + ".  Please create it.";
            throw new ConfigurationException(text, EXIT_STATE_DIRECTORY);
        }
    }

    private static boolean guardian(Keys keys) throws ConfigurationException {
        String value = keys.text("choros.guardian", "yes");
        if (!value.equals("yes") && !value.equals("no")) {
            throw Faults.bare("Invalid choros.guardian. Should be yes or no");
        }
        return value.equals("yes");
    }

    private static Map<String, String> options(Keys keys) {
        Map<String, String> options = new HashMap<>();
        for (String key : keys.withPrefix(OWN)) {
            String value = keys.text(key);
            if (value != null) {
                options.put(key.substring(OWN.length()), value);
            }
        }
        return Map.copyOf(options);
    }

    private NodeSettings settings(Keys keys, TotemPlan plan, SystemSettings system, int dialect)
            throws ConfigurationException {
        String instance = keys.text("choros.instance", host.variable("CHOROS_INSTANCE"));
        KnetSettings knet = new KnetSettings(keys.text("totem.link_mode", "passive"),
                keys.u32OrDefault("totem.knet_pmtud_interval", 30), keys.u32("totem.knet_mtu", 0),
                keys.text("totem.knet_compression_model", "none"), keys.u32("totem.knet_compression_threshold", 0),
                (int) keys.exact("totem.knet_compression_level", ValueType.INT32, 0));
        return new NodeSettings(dialect, instance == null ? "" : instance, guardian(keys), plan.transport,
                keys.text("totem.cluster_name", ""), keys.exact("totem.config_version", ValueType.UINT64, 0),
                plan.ipVersion, plan.localNodeId, plan.clearHighBit, plan.localPosition, plan.finishedLinks(keys),
                plan.finishedNodes(), plan.totem, plan.redundantRings, knet, plan.crypto,
                keys.text("totem.crypto_model", "nss"), system, warnings(), EngineSettings.of(keys), options(keys));
    }
}
