package org.choros.engine.amf.supervise;

/**
 * What the ledger says of a slot.
 *
 * @param slot the slot
 * @param node the node of the unit, when the entry was made
 * @param serial the entry's number, never used again
 * @param role what the unit is to be, or is
 * @param phase how far that has come
 */
public record Order(Slot slot, int node, long serial, Role role, Phase phase) {
    /** How far an entry has come. */
    public enum Phase {
        /** It is to be made so; its node has not said yet that it is. */
        ADDING,
        /** It is so. */
        HELD,
        /** It is to be taken away; its node has not said yet that nothing is left. */
        REMOVING,
        /** It cannot be taken away. */
        STUCK
    }

    /**
     * @param next another phase
     * @return the order in that phase
     */
    public Order in(Phase next) {
        return new Order(slot, node, serial, role, next);
    }
}
