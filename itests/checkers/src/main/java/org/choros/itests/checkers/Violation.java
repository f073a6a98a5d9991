package org.choros.itests.checkers;

/** A property that does not hold: its name, and what happened to whom. The message starts with the name. */
public final class Violation extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Property property;

    /**
     * @param property the property
     * @param text what, who, where
     */
    public Violation(Property property, String text) {
        super(property + ": " + text);
        this.property = property;
    }

    /** @return the property */
    public Property property() {
        return property;
    }
}
