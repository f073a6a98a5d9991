package org.choros.config;

import java.util.ArrayList;
import java.util.List;

/**
 * One {@code logger_subsys} or {@code logging_daemon} block: its keys get their names only when it is complete, the
 * last one first. So of a repeated key the first value stays, unlike everywhere else; a running 3.1.7 does the same.
 */
final class LoggerRecord {
    private static final String SUBSYS = "logging.logger_subsys.";
    private static final String DAEMON = "logging.logging_daemon.";

    private record Item(String key, String value) {
    }

    private final List<Item> items = new ArrayList<>();
    private String subsystem;
    private String daemon;

    void begin() {
        items.clear();
        subsystem = null;
        daemon = null;
    }

    /** A key of {@code logger_subsys}. */
    void takeOfSubsystem(String key, String value) {
        if (key.equals("subsys")) {
            subsystem = value;
        } else {
            items.add(0, new Item(key, value));
        }
    }

    /** A key of {@code logging_daemon}. */
    void takeOfDaemon(String key, String value) {
        if (key.equals("name")) {
            daemon = value;
        } else {
            takeOfSubsystem(key, value);
        }
    }

    void endSubsystem(KeyStore store) throws DirectiveFault {
        if (subsystem == null) {
            throw new DirectiveFault("No subsys key in logger_subsys directive");
        }
        write(store, SUBSYS + subsystem + '.');
        store.put(SUBSYS + subsystem + ".subsys", KeyStore.text(subsystem));
        begin();
    }

    void endDaemon(KeyStore store) throws DirectiveFault {
        if (daemon == null) {
            throw new DirectiveFault("No name key in logging_daemon directive");
        }
        boolean ours = daemon.equals("corosync");
        if (subsystem == null) {
            write(store, ours ? "logging." : DAEMON + daemon + '.');
            if (!ours) {
                store.put(DAEMON + daemon + ".name", KeyStore.text(daemon));
            }
        } else {
            String prefix = ours ? SUBSYS + subsystem + '.' : DAEMON + daemon + '.' + subsystem + '.';
            write(store, prefix);
            store.put(prefix + "subsys", KeyStore.text(subsystem));
            if (!ours) {
                store.put(prefix + "name", KeyStore.text(daemon));
            }
        }
        begin();
    }

    private void write(KeyStore store, String prefix) throws DirectiveFault {
        for (Item item : items) {
            store.put(prefix + item.key(), KeyStore.text(item.value()));
        }
    }
}
