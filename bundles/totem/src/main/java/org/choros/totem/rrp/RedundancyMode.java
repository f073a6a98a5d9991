package org.choros.totem.rrp;

/** How packets are spread over the links; the values of {@code rrp_mode}. */
public enum RedundancyMode {
    /** One link. */
    NONE,
    /** Every packet takes one link, in turn. */
    PASSIVE,
    /** Every packet takes every link. */
    ACTIVE;

    /**
     * @param text the value of {@code rrp_mode}
     * @return the mode; {@link #NONE} for what is none of them
     */
    public static RedundancyMode of(String text) {
        return switch (text) {
            case "passive" -> PASSIVE;
            case "active" -> ACTIVE;
            default -> NONE;
        };
    }
}
