package org.choros.node;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.choros.spi.cmap.IcMap;
import org.choros.spi.cmap.MapValue;

/** Brings the keys of a freshly read configuration into the live map. */
final class Reload {
    private Reload() {
    }
}
