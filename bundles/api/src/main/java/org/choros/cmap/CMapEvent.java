package org.choros.cmap;

import java.util.Optional;

/**
 * A key has changed.
 *
 * @param key the key
 * @param change how
 * @param newValue what it is now, empty when it was deleted
 * @param oldValue what it was, empty when it was added and for counters of the node
 */
public record CMapEvent(String key, Change change, Optional<CMapValue> newValue, Optional<CMapValue> oldValue) {
    /** How a key changes. */
    public enum Change {
        /** It was deleted. */
        DELETE(1),
        /** It has another value or type. */
        MODIFY(2),
        /** It is new. */
        ADD(4);

        private final int bit;

        Change(int bit) {
            this.bit = bit;
        }

        /** @return its bit in messages */
        public int bit() {
            return bit;
        }

        /**
         * @param bit a bit from a message
         * @return its meaning, or null when it has none
         */
        public static Change ofBit(int bit) {
            return switch (bit) {
                case 1 -> DELETE;
                case 2 -> MODIFY;
                case 4 -> ADD;
                default -> null;
            };
        }
    }
}
