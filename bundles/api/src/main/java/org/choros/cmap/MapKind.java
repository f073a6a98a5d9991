package org.choros.cmap;

/** The maps of a node. */
public enum MapKind {
    /** Configuration and run-time state. */
    ICMAP,
    /** Statistics. */
    STATS
}
