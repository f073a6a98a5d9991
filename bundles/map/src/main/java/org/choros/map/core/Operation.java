package org.choros.map.core;

/** What a write does; the order is that of the numbers in messages. */
public enum Operation {
    /** Sets a value. */
    PUT,
    /** Sets a value if the entry has the version. */
    REPLACE,
    /** Removes an entry. */
    REMOVE,
    /** Removes an entry if it has the version. */
    REMOVE_VERSION,
    /** Removes all entries. */
    CLEAR;

    private static final Operation[] BY_CODE = values();

    boolean sets() {
        return this == PUT || this == REPLACE;
    }

    boolean conditional() {
        return this == REPLACE || this == REMOVE_VERSION;
    }

    static Operation of(int code) {
        return code >= 0 && code < BY_CODE.length ? BY_CODE[code] : null;
    }
}
