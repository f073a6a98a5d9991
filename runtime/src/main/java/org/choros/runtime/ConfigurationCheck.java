package org.choros.runtime;

import java.io.PrintStream;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.ServiceLoader;

import org.choros.config.CorosyncConf;
import org.choros.config.PluginTransports;
import org.choros.config.system.SystemEnvironment;
import org.choros.spi.cmap.IcMap;
import org.choros.spi.cmap.MapValue;
import org.choros.spi.config.ConfigurationException;
import org.choros.spi.engine.ServiceEngineFactory;

/** {@code corosync -t}: reads and checks the configuration as a start would, and starts nothing. */
final class ConfigurationCheck {
    private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("MMM dd HH:mm:ss", Locale.ROOT);

    private static final int EXIT_LOGGING = 7;
    private static final int EXIT_CONFIGURATION = 8;

    private ConfigurationCheck() {
    }

    static int run(Options options, PrintStream err) {
        SystemEnvironment machine = new SystemEnvironment();
        IcMap map = new IcMap();
        int dialect;
        try {
            dialect = new CorosyncConf(machine).load(options.configuration(), map);
        } catch (ConfigurationException e) {
            err.println(e.getMessage());
            return e.exitStatus();
        }
        String state = System.getenv("CHOROS_STATE_DIR");
        if (state != null && !state.isEmpty()) {
            map.put("choros.state_dir", MapValue.str(state));
        }
        Path home = Path.of(System.getProperty("choros.home", "."));
        var check = new org.choros.config.ConfigurationCheck(machine,
                PluginTransports.of(OfferedTransports.in(home)));
        try {
            check.check(map, dialect);
        } catch (ConfigurationException e) {
            if (e.exitStatus() == EXIT_LOGGING) {
                err.println(e.getMessage());
            } else {
                warn(check, err);
                line(err, "error  ", e.getMessage());
                if (!e.advice().isEmpty()) {
                    line(err, "notice ", e.advice());
                }
                line(err, "error  ", "Corosync Cluster Engine exiting with status " + e.exitStatus() + " at start.");
            }
            return e.exitStatus();
        }
        warn(check, err);
        // a node starts without the service, and says so; who asks before is told to mend it
        if (options.test() && !isServable(map, err)) {
            line(err, "error  ", "Corosync Cluster Engine exiting with status " + EXIT_CONFIGURATION + " at start.");
            return EXIT_CONFIGURATION;
        }
        line(err, "notice ", "Corosync Cluster Engine exiting normally");
        return 0;
    }

    private static boolean isServable(IcMap map, PrintStream err) {
        List<String> faults = new ArrayList<>();
        ServiceLoader.load(ServiceEngineFactory.class).forEach(engine -> faults.addAll(engine.faults(map)));
        faults.forEach(fault -> line(err, "error  ", fault));
        return faults.isEmpty();
    }

    private static void warn(org.choros.config.ConfigurationCheck check, PrintStream err) {
        for (String warning : check.warnings()) {
            line(err, "warning", warning);
        }
    }

    private static void line(PrintStream err, String level, String text) {
        err.println(STAMP.format(LocalDateTime.now()) + " " + level + " [MAIN  ] " + text);
    }
}
