package org.choros.spi.engine;

import java.util.regex.Pattern;

/**
 * Who a service engine is. Ids are shared by all nodes of a cluster and are the only name of an engine in messages:
 * <ul>
 * <li>0 to 7: corosync's services (0 cmap, 1 cfg, 2 cpg, 3 quorum, 4 pload, 5 votequorum, 6 mon, 7 wd)
 * <li>8 to 15: kept free for what corosync may add
 * <li>16 to 31: engines of Choros that corosync does not have (16 lock)
 * <li>32 to 63: everybody's own; a cluster has to agree on them
 * </ul>
 * A node loads one engine of an id, of a key and of an IPC name: the first that comes; another one is refused with a
 * log line. Synchronisations go through the ids in ascending order. A C node takes part in the turn of an id that it
 * does not have by doing nothing, and ignores the messages of such a service; ids above {@value #ID_MAX} would be
 * outside of its table.
 *
 * @param id the service id, 0 to {@value #ID_MAX}
 * @param key its name in map keys, 1 to 32 lower-case letters, digits, {@code _} and {@code -}, for example
 *            {@code cmap} ({@code runtime.services.cmap...})
 * @param name its name in the log, for example {@code corosync configuration map access}
 * @param ipcName the name of its IPC socket, 1 to 40 letters, digits, {@code _}, {@code .} and {@code -}; null when it
 *            has no clients
 * @param functions the number of its node-to-node functions, 0 to {@value #FUNCTIONS_MAX}
 * @param synchronises whether it takes part in the synchronisation
 * @param flowControlled whether its clients are held back while the node synchronises; all clients are while the send
 *            queue is nearly full
 */
public record EngineDescription(int id, String key, String name, String ipcName, int functions, boolean synchronises,
        boolean flowControlled) {

    /** The highest service id. */
    public static final int ID_MAX = 63;
    /** The lowest id that corosync does not use and never will. */
    public static final int ID_OURS = 16;
    /** The lowest id that anybody may use. */
    public static final int ID_FREE = 32;
    /** As many node-to-node functions as an engine may have. */
    public static final int FUNCTIONS_MAX = 256;

    private static final Pattern KEY = Pattern.compile("[a-z0-9_-]{1,32}");
    private static final Pattern IPC_NAME = Pattern.compile("[A-Za-z0-9_.-]{1,40}");

    /**
     * @throws IllegalArgumentException when one of them is not as described
     */
    public EngineDescription {
        require(id >= 0 && id <= ID_MAX, "service id " + id + " is not 0 to " + ID_MAX);
        require(key != null && KEY.matcher(key).matches(), "key " + key + " of service " + id);
        require(name != null && !name.isEmpty(), "no name of service " + id);
        require(ipcName == null || IPC_NAME.matcher(ipcName).matches(), "IPC name " + ipcName + " of service " + id);
        require(functions >= 0 && functions <= FUNCTIONS_MAX, functions + " functions of service " + id);
    }

    private static void require(boolean condition, String fault) {
        if (!condition) {
            throw new IllegalArgumentException(fault);
        }
    }
}
