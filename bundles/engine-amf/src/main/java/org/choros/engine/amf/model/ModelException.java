package org.choros.engine.amf.model;

import java.util.List;

/** A configuration is refused: each fault with its key and what to do about it. */
public final class ModelException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient List<String> faults;

    ModelException(List<String> faults) {
        super(String.join("; ", faults));
        this.faults = List.copyOf(faults);
    }

    /** @return the faults, a line each, in the order of the configuration; at least one */
    public List<String> faults() {
        return faults;
    }
}
