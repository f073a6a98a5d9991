package org.choros.config;

import org.choros.spi.cmap.ValueType;

/** Turns the directives of the main file into keys (config-and-tools.md 1.3 to 1.11). */
final class MainSink implements SectionSink {
    private final KeyStore store;
    private final int dialect;
    private final UidGidSink uidGid;
    private final InterfaceRecord link;
    private final LoggerRecord logger = new LoggerRecord();
    private final NumberedSections numbered = new NumberedSections();
    private int node;
    private boolean addressSeen;

    MainSink(KeyStore store, HostEnvironment host, int dialect) {
        this.store = store;
        this.dialect = dialect;
        this.uidGid = new UidGidSink(store, host);
        this.link = new InterfaceRecord(dialect);
    }

    @Override
    public Section open(String path, Section outer) {
        Section own = outer == Section.AVAILABILITY ? outer : Section.of(path, dialect);
        if (own == null) {
            return outer;
        }
        switch (own) {
            case INTERFACE -> link.begin();
            case LOGGER_SUBSYS, LOGGING_DAEMON -> logger.begin();
            case NODELIST -> node = 0;
            case NODE -> addressSeen = false;
            case AVAILABILITY -> numbered.open(path);
            default -> {
                // sections without a record
            }
        }
        return own;
    }

    @Override
    public void item(String path, String key, String value, Section section) throws DirectiveFault {
        switch (section) {
            case INTERFACE -> {
                if (!link.take(path, key, value)) {
                    store.put(path, KeyStore.text(value));
                }
            }
            case MEMBER -> {
                if (!key.equals("memberaddr")) {
                    throw new DirectiveFault("Only memberaddr is allowed in member section");
                }
                link.member(value);
            }
            case NODE -> nodeItem(key, value);
            case LOGGER_SUBSYS -> logger.takeOfSubsystem(key, value);
            case LOGGING_DAEMON -> logger.takeOfDaemon(key, value);
            case UIDGID -> uidGid.item(path, key, value, section);
            case AVAILABILITY -> store.put(numbered.key(path), KeyStore.text(value));
            default -> plain(path, key, value, section);
        }
    }

    private void nodeItem(String key, String value) throws DirectiveFault {
        String name = "nodelist.node." + node + '.' + key;
        addressSeen |= key.equals("ring0_addr");
        if (key.equals("nodeid") || key.equals("quorum_votes")) {
            store.put(name, Integers.parse(ValueType.UINT32, dialect == 3 ? name : key, value));
        } else {
            store.put(name, KeyStore.text(value));
        }
    }

    private void plain(String path, String key, String value, Section section) throws DirectiveFault {
        // outside a section that we know, everything is text
        ValueType type = section == Section.NORMAL ? null : Directives.integerType(path, key, section, dialect);
        if (type != null) {
            store.put(path, Integers.parse(type, dialect == 3 ? path : key, value));
            return;
        }
        if (section != Section.NORMAL) {
            Directives.checkWord(path, value, dialect);
        }
        store.put(path, KeyStore.text(value));
    }

    @Override
    public void close(Section section) throws DirectiveFault {
        switch (section) {
            case INTERFACE -> link.end(store);
            case LOGGER_SUBSYS -> logger.endSubsystem(store);
            case LOGGING_DAEMON -> logger.endDaemon(store);
            case AVAILABILITY -> numbered.close();
            case NODE -> {
                if (dialect == 2 && !addressSeen) {
                    throw new DirectiveFault("No ring0_addr specified for node");
                }
                node++;
            }
            default -> {
                // nothing is kept for other sections
            }
        }
    }
}
