package org.choros.node;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

import org.choros.config.ConfigurationDifference;
import org.choros.config.NodeSettings;
import org.choros.spi.cmap.IcMap;
import org.choros.spi.cmap.MapValue;
import org.choros.spi.config.ConfigurationException;
import org.choros.spi.config.ConfigurationSource;
import org.choros.spi.engine.ServiceEngineFactory;
import org.choros.spi.log.LogLevel;

/**
 * One reload of the configuration: {@link #begin} and {@link #apply} on the ring thread, {@link #read} between them on
 * the admin thread. Nothing live is touched before the new file has been found right.
 */
final class Reload {
    private static final String TOTEM_FLAG = "config.totemconfig_reload_in_progress";
    private static final String FLAG = "config.reload_in_progress";
    private static final int EXIT_CONFIGURATION = 8;

    private final int dialect;
    private final IcMap before = new IcMap();
    private ConfigurationDifference wanted;
    private IcMap candidate;
    private NodeSettings settings;

    Reload(int dialect) {
        this.dialect = dialect;
    }

    void begin(IcMap live) {
        live.put(TOTEM_FLAG, MapValue.u8(1));
        for (Map.Entry<String, MapValue> e : live.withPrefix("").entrySet()) {
            before.put(e.getKey(), e.getValue());
        }
    }

    /** Reads and checks; blocks on files and names. */
    void read(ConfigurationSource source, NodeOptions options) throws ConfigurationException {
        if (source == null) {
            throw new ConfigurationException("no configuration source " + options.source() + " is there",
                    EXIT_CONFIGURATION);
        }
        IcMap fresh = new IcMap();
        int asked = Settings.read(source, options, fresh);
        if (asked != dialect) {
            throw new ConfigurationException("the dialect cannot be changed from " + dialect + " to " + asked
                    + " while the node runs", EXIT_CONFIGURATION);
        }
        wanted = ConfigurationDifference.between(before, fresh, dialect);
        candidate = wanted.candidate(before, fresh);
        settings = Settings.check().checkReload(candidate, dialect);
    }

    /** What has been read is also one for the engines, or is refused with the first fault; all are logged. */
    void judge(List<ServiceEngineFactory> engines, VotesStore.Log log) throws ConfigurationException {
        List<String> faults = new ArrayList<>();
        for (ServiceEngineFactory engine : engines) {
            try {
                faults.addAll(engine.faults(candidate));
            } catch (RuntimeException | LinkageError e) {
                // one that is broken does not keep the others from what is right
                log.log(LogLevel.ERROR, "CFG", "A service engine cannot judge the configuration: " + e);
            }
        }
        if (faults.size() == 1) {
            throw new ConfigurationException(faults.get(0), EXIT_CONFIGURATION);
        } else if (!faults.isEmpty()) {
            faults.forEach(fault -> log.log(LogLevel.ERROR, "CFG", fault));
            throw new ConfigurationException("it has " + faults.size() + " faults", EXIT_CONFIGURATION);
        }
    }

    /** @return the settings that the file asks for, after {@link #read} */
    NodeSettings settings() {
        return settings;
    }

    /** @return the keys that were added, changed or removed */
    SortedSet<String> apply(IcMap live, VotesStore.Log log) {
        live.put(FLAG, MapValue.u8(1));
        for (String notice : wanted.notices()) {
            log.log(LogLevel.NOTICE, "CFG", notice);
        }
        ConfigurationDifference now = ConfigurationDifference.between(live, candidate, dialect);
        now.removed().forEach(live::remove);
        now.changed().forEach(live::put);
        if (dialect == 3) {
            live.put("config.reload_status", MapValue.i32(1));
        }
        end(live);
        live.put(FLAG, MapValue.u8(0));
        SortedSet<String> keys = new TreeSet<>(now.removed());
        keys.addAll(now.changed().keySet());
        return keys;
    }

    /** A reload that failed ends here: the flag of the C daemon's error path would stay set for ever. */
    void end(IcMap live) {
        live.put(TOTEM_FLAG, MapValue.u8(0));
    }
}
