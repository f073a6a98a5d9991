package org.choros.engine.amf.run;

import java.util.Collections;
import java.util.SortedMap;

/** The groups that bundles of the node's framework declare. For any thread; nothing blocks. */
public interface BundleGroups {
    /** None at all. */
    BundleGroups NONE = new BundleGroups() {
        @Override
        public SortedMap<String, SortedMap<String, String>> groups() {
            return Collections.emptySortedMap();
        }

        @Override
        public Runnable listen(Listener listener) {
            return () -> {
                // nothing is ever told
            };
        }
    };

    /** Hears of them, on any thread; does not block. */
    interface Listener {
        /** What is declared is another than before. */
        void changed();

        /**
         * A bundle has declared something that does not count.
         *
         * @param text what and why, for people
         */
        void refused(String text);
    }

    /**
     * @return an immutable snapshot, the same one as long as nothing changes: keys as below
     *         {@code availability.group.N.} by the groups' names
     */
    SortedMap<String, SortedMap<String, String>> groups();

    /**
     * Has somebody told of changes from now on, and of what was refused before.
     *
     * @param listener who
     * @return what ends that
     */
    Runnable listen(Listener listener);
}
