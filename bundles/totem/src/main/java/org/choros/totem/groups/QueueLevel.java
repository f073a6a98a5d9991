package org.choros.totem.groups;

/** How full the send queue is, with hysteresis between the levels; clients are held back at CRITICAL. */
public enum QueueLevel {
    /** Below 30 %. */
    LOW,
    /** Between 40 and 50 %. */
    GOOD,
    /** Between 60 and 70 %. */
    HIGH,
    /** 75 % and more. */
    CRITICAL
}
