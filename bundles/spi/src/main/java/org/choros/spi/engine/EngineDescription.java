package org.choros.spi.engine;

/**
 * Who a service engine is.
 *
 * @param id the service id: 0 cmap, 1 cfg, 2 cpg, 3 quorum, 5 votequorum; up to 63
 * @param key its name in map keys, for example {@code cmap} ({@code runtime.services.cmap...})
 * @param name its name in the log, for example {@code corosync configuration map access}
 * @param ipcName the name of its IPC socket, null for none
 * @param functions the number of its node-to-node functions
 * @param synchronises whether it takes part in the synchronisation
 * @param flowControlled whether its clients are held back while the node synchronises
 */
public record EngineDescription(int id, String key, String name, String ipcName, int functions, boolean synchronises,
        boolean flowControlled) {
}
