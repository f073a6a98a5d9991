package org.choros.cfg;

/** How a node is asked to stop. */
public enum ShutdownMode {
    /** Other programs are asked and may refuse. */
    REQUEST,
    /** Other programs are told; what they answer does not count. */
    REGARDLESS,
    /** Nobody is asked. */
    IMMEDIATE
}
