package org.choros.config;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

import org.choros.spi.cmap.IcMap;
import org.choros.spi.cmap.IcMapException;
import org.choros.spi.cmap.MapValue;
import org.choros.spi.cmap.ValueType;

/** Writes keys into the map; a name that cannot be one is an error in dialect 3 and dropped in dialect 2. */
final class KeyStore {
    private final IcMap map;
    private final boolean refuse;

    KeyStore(IcMap map, int dialect) {
        this.map = map;
        this.refuse = dialect == 3;
    }

    /** A text value from one character a byte. */
    static MapValue text(String value) {
        byte[] bytes = value.getBytes(StandardCharsets.ISO_8859_1);
        return MapValue.of(ValueType.STRING, Arrays.copyOf(bytes, bytes.length + 1));
    }

    void put(String key, MapValue value) throws DirectiveFault {
        try {
            map.set(key, value);
        } catch (IcMapException e) {
            if (refuse) {
                throw new DirectiveFault(
                        "Can't store key \"" + key + "\" into icmap, returned error is CS_ERR_" + e.reason());
            }
        }
    }
}
