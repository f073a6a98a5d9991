package org.choros.availability;

/** What a unit is for a workload. */
public enum Role {
    /** It provides it. */
    ACTIVE,
    /** It is ready to take over. */
    STANDBY
}
