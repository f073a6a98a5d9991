package org.choros.wire.totem;

/**
 * A wire dialect: the sizes of the building blocks from which every offset follows. Nodes of different dialects cannot
 * share a ring.
 */
public enum Dialect {
    /** Corosync 2.3 to 2.4; a processor is its IP address on ring 0, its node id a label. */
    V2(2, 8, 45, 30, 10_000),
    /** Corosync 3.0 to 3.1; a processor is its node id. */
    V3(3, 13, 4, 12, 65_536);

    private final int number;
    private final int headerLength;
    private final int addressLength;
    private final int ringIdLength;
    private final int frameLengthMax;

    Dialect(int number, int headerLength, int addressLength, int ringIdLength, int frameLengthMax) {
        this.number = number;
        this.headerLength = headerLength;
        this.addressLength = addressLength;
        this.ringIdLength = ringIdLength;
        this.frameLengthMax = frameLengthMax;
    }

    /**
     * @param number 2 or 3, as in {@code choros { dialect }}
     * @return the dialect
     * @throws IllegalArgumentException for any other number
     */
    public static Dialect of(int number) {
        return switch (number) {
            case 2 -> V2;
            case 3 -> V3;
            default -> throw new IllegalArgumentException("dialect must be 2 or 3, was " + number);
        };
    }

    /** @return 2 or 3 */
    public int number() {
        return number;
    }

    /** @return bytes of the common header */
    public int headerLength() {
        return headerLength;
    }

    /** @return bytes of a processor's address block */
    public int addressLength() {
        return addressLength;
    }

    /** @return bytes of a ring id */
    public int ringIdLength() {
        return ringIdLength;
    }

    /** @return bytes of an entry of the retransmit list */
    public int retransmitEntryLength() {
        return ringIdLength + Integer.BYTES;
    }

    /** @return bytes of a member's entry in a commit token */
    public int commitEntryLength() {
        return ringIdLength + 3 * Integer.BYTES;
    }

    /** @return bytes of the longest packet */
    public int frameLengthMax() {
        return frameLengthMax;
    }
}
