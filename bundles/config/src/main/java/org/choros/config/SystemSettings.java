package org.choros.config;

/**
 * How the process wants to live: section {@code system} of dialect 3, {@code qb} of dialect 2.
 *
 * @param ipcType {@code native}, {@code shm} or {@code socket}
 * @param schedRr whether to ask for real-time scheduling
 * @param priority {@code max}, {@code min} or an integer, the nice value without real-time scheduling
 * @param moveToRootCgroup {@code yes}, {@code no} or {@code auto}
 * @param allowKnetHandleFallback whether knet may run without privileged socket options
 * @param stateDirectory where ring ids and recordings are kept
 */
public record SystemSettings(String ipcType, boolean schedRr, String priority, String moveToRootCgroup,
        boolean allowKnetHandleFallback, String stateDirectory) {
}
