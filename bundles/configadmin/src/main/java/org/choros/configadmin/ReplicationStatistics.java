package org.choros.configadmin;

/**
 * What a replication has come to so far.
 *
 * @param known configurations whose version is known, deleted ones among them
 * @param deleted deletions that are remembered
 * @param published changes and deletions made here that all have
 * @param applied changes and deletions of others that were made here
 * @param conflicts changes made here that have lost against one of others
 * @param refused how often a configuration was refused: by ConfigAdmin here, or by the map as too large or too many
 * @param notUnderstood entries of the map that are no configurations, and are left alone
 */
public record ReplicationStatistics(int known, int deleted, long published, long applied, long conflicts, long refused,
        long notUnderstood) {
}
