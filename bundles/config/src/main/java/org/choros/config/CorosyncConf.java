package org.choros.config;

import java.util.Objects;

import org.choros.spi.cmap.IcMap;
import org.choros.spi.config.ConfigurationException;

/**
 * Reads corosync.conf and the files of uidgid.d into keys, as corosync 2.4 or 3.1 does. Only the text is checked here;
 * {@link ConfigurationCheck} goes on from the keys.
 */
public final class CorosyncConf {
    /** Where the file is when nothing else is said. */
    public static final String DEFAULT_LOCATION = "/etc/corosync/corosync.conf";
    /** The environment variable that names another file. */
    public static final String LOCATION_VARIABLE = "COROSYNC_MAIN_CONFIG_FILE";

    /** Exit status of a wrong file. */
    static final int EXIT = 8;

    private final HostEnvironment host;

    /**
     * @param host the machine
     */
    public CorosyncConf(HostEnvironment host) {
        this.host = Objects.requireNonNull(host, "host");
    }

    /**
     * @param host the machine
     * @return where the file is: the environment's word or {@value #DEFAULT_LOCATION}
     */
    public static String location(HostEnvironment host) {
        String named = host.variable(LOCATION_VARIABLE);
        return named == null || named.isEmpty() ? DEFAULT_LOCATION : named;
    }

    /**
     * Reads a configuration in the dialect that it asks for: by {@code choros.dialect}, or else by what it uses.
     *
     * @param location the file
     * @param map receives the keys
     * @return the dialect, 2 or 3
     * @throws ConfigurationException when the file cannot be read or is wrong
     */
    public int load(String location, IcMap map) throws ConfigurationException {
        byte[] bytes = read(location, 3);
        String wanted = DialectSink.dialectOf(bytes);
        if (!wanted.equals("2") && !wanted.equals("3")) {
            throw new ConfigurationException("Invalid choros.dialect. Should be 2 or 3", EXIT);
        }
        int dialect = wanted.charAt(0) - '0';
        parse(location, bytes, map, dialect);
        return dialect;
    }

    /**
     * Reads a configuration in a given dialect.
     *
     * @param location the file
     * @param map receives the keys
     * @param dialect 2 or 3
     * @throws ConfigurationException when the file cannot be read or is wrong
     */
    public void load(String location, IcMap map, int dialect) throws ConfigurationException {
        parse(location, read(location, dialect), map, dialect);
    }

    private byte[] read(String location, int dialect) throws ConfigurationException {
        byte[] bytes;
        try {
            bytes = host.read(location, ConfText.FILE_MAX + 1);
        } catch (HostFault e) {
            String tail = dialect == 3 ? ": " + e.getMessage() : " reason = (" + e.getMessage() + ")";
            throw new ConfigurationException("Can't read file " + location + tail, EXIT);
        }
        if (bytes.length > ConfText.FILE_MAX) {
            throw new ConfigurationException("Can't read file " + location + ": it is larger than " + ConfText.FILE_MAX
                    + " bytes", EXIT);
        }
        return bytes;
    }

    private void parse(String location, byte[] bytes, IcMap map, int dialect) throws ConfigurationException {
        KeyStore store = new KeyStore(map, dialect);
        parse(location, bytes, new MainSink(store, host, dialect), dialect);
        for (String file : host.files(uidGidDirectory(location, dialect))) {
            byte[] content;
            try {
                content = host.read(file, ConfText.FILE_MAX);
            } catch (HostFault e) {
                // unreadable files of the directory are skipped, as in corosync
                continue;
            }
            parse(file, content, new UidGidSink(store, host), dialect);
        }
    }

    private static String uidGidDirectory(String location, int dialect) {
        if (dialect == 2) {
            return "/etc/corosync/uidgid.d";
        }
        int slash = location.lastIndexOf('/');
        return (slash < 0 ? "." : location.substring(0, Math.max(slash, 1))) + "/uidgid.d";
    }

    private static void parse(String file, byte[] bytes, SectionSink sink, int dialect) throws ConfigurationException {
        ConfText text = new ConfText(bytes, dialect == 3);
        try {
            new SectionReader(text, sink, dialect).read();
        } catch (DirectiveFault e) {
            throw new ConfigurationException(located(file, text.number(), e, dialect), EXIT);
        }
    }

    private static String located(String file, int line, DirectiveFault fault, int dialect) {
        if (dialect == 3) {
            return "parser error: " + file + ":" + line + ": " + fault.getMessage();
        }
        return fault.structural() ? "parser error: " + fault.getMessage() : fault.getMessage();
    }
}
