package org.choros.runtime;

import java.io.PrintStream;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

import org.choros.config.CorosyncConf;
import org.choros.config.system.SystemEnvironment;
import org.choros.spi.cmap.IcMap;
import org.choros.spi.cmap.MapValue;
import org.choros.spi.config.ConfigurationException;

/** {@code corosync -t}: reads and checks the configuration as a start would, and starts nothing. */
final class ConfigurationCheck {
    private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("MMM dd HH:mm:ss", Locale.ROOT);

    private ConfigurationCheck() {
    }

    static int run(Options options, PrintStream err) {
        SystemEnvironment machine = new SystemEnvironment();
        IcMap map = new IcMap();
        var check = new org.choros.config.ConfigurationCheck(machine);
        try {
            int dialect = new CorosyncConf(machine).load(options.configuration(), map);
            String state = System.getenv("CHOROS_STATE_DIR");
            if (state != null && !state.isEmpty()) {
                map.put("choros.state_dir", MapValue.str(state));
            }
            check.check(map, dialect);
        } catch (ConfigurationException e) {
            err.println(e.getMessage());
            return e.exitStatus();
        }
        for (String warning : check.warnings()) {
            err.println(STAMP.format(LocalDateTime.now()) + " warning [MAIN  ] " + warning);
        }
        err.println(STAMP.format(LocalDateTime.now()) + " notice  [MAIN  ] Corosync Cluster Engine exiting normally");
        return 0;
    }
}
