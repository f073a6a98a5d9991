package org.choros.configadmin.core;

/**
 * Names of configurations that are the same in all containers. A PID is one; that of a factory configuration is only
 * where it was made with a name. Others have a PID that ConfigAdmin has drawn, another one in each container: their
 * name is that of the file which they come from, or else what was drawn where they were made first.
 */
public final class Names {
    private static final char SEPARATOR = '~';

    private Names() {
    }

    /**
     * @param pid of the configuration
     * @param factoryPid of its factory, null when it has none
     * @param file from which FileInstall has made it, null when none is known
     * @return its name
     */
    public static String of(String pid, String factoryPid, String file) {
        if (factoryPid == null || pid.startsWith(factoryPid + SEPARATOR)) {
            return pid;
        }
        String base = file == null ? "" : file.substring(file.lastIndexOf('/') + 1);
        int end = base.lastIndexOf('.');
        int start = factoryPid.length() + 1;
        if (end > start && base.startsWith(factoryPid) && "-~".indexOf(base.charAt(start - 1)) >= 0) {
            return factoryPid + SEPARATOR + base.substring(start, end);
        }
        return factoryPid + SEPARATOR + (pid.startsWith(factoryPid + ".") ? pid.substring(start) : pid);
    }

    /**
     * @param name of a configuration
     * @return the PID of its factory, null when it has none
     */
    public static String factory(String name) {
        int at = name.indexOf(SEPARATOR);
        return at > 0 ? name.substring(0, at) : null;
    }

    /**
     * @param name of a factory configuration
     * @return its name within the factory
     */
    public static String within(String name) {
        return name.substring(name.indexOf(SEPARATOR) + 1);
    }
}
