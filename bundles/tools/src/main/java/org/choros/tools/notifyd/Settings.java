package org.choros.tools.notifyd;

/**
 * What is told to whom.
 *
 * @param print notices to standard error
 * @param log notices to syslog, where errors go in any case
 * @param manager who gets traps, a name or an address; null for nobody
 * @param port the manager's port
 * @param community the community of traps
 * @param resolve whether other nodes are called by the names of their addresses
 */
public record Settings(boolean print, boolean log, String manager, int port, String community, boolean resolve) {
}
