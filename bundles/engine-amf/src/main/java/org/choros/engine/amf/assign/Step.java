package org.choros.engine.amf.assign;

import java.util.Locale;

import org.choros.engine.amf.supervise.Role;
import org.choros.engine.amf.supervise.Slot;

/**
 * A change of the ledger.
 *
 * @param kind what
 * @param slot where
 * @param role the new role; NONE for a removal
 */
public record Step(Kind kind, Slot slot, Role role) {
    /** What is changed. */
    public enum Kind {
        /** A free slot gets an entry. */
        ADD,
        /** What is standby becomes active, in place. */
        PROMOTE,
        /** An entry is to be taken away. */
        REMOVE
    }

    @Override
    public String toString() {
        return kind.name().toLowerCase(Locale.ROOT) + ' ' + slot
                + (kind == Kind.ADD ? " as " + role.name().toLowerCase(Locale.ROOT) : "");
    }
}
