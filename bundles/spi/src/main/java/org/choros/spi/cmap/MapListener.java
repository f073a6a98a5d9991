package org.choros.spi.cmap;

import org.osgi.annotation.versioning.ConsumerType;

/** Is told of changes of the map, in their order, in the middle of the change. */
@ConsumerType
@FunctionalInterface
public interface MapListener {
    /**
     * @param event {@link IcMap#ADD}, {@link IcMap#MODIFY} or {@link IcMap#DELETE}
     * @param key the key
     * @param newValue the new value, null on delete
     * @param oldValue the old value, null on add
     */
    void changed(int event, String key, MapValue newValue, MapValue oldValue);
}
