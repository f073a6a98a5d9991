package org.choros.map.service;

import org.choros.base.ChorosException;
import org.choros.base.CsError;
import org.choros.map.ReplicatedMap;
import org.choros.map.ReplicatedMaps;
import org.choros.map.core.MapCodec;

/** What may be a name, a key, a value. */
final class Checks {
    private static final String NAME = "[A-Za-z0-9._-]{1," + ReplicatedMaps.NAME_MAX + "}";

    private Checks() {
    }

    static void name(String name) throws ChorosException {
        if (!name.matches(NAME)) {
            throw new ChorosException(CsError.INVALID_PARAM, "a map cannot have the name " + name);
        }
    }

    /** What is wrong with a key and a value, OK when nothing is. */
    static CsError wrong(boolean keyless, String key, byte[] value) {
        byte[] bytes = MapCodec.key(key);
        if (bytes == null || bytes.length == 0 && !keyless) {
            return CsError.INVALID_PARAM;
        }
        if (bytes.length > ReplicatedMap.KEY_MAX) {
            return CsError.NAME_TOO_LONG;
        }
        return value != null && value.length > ReplicatedMap.VALUE_MAX ? CsError.TOO_BIG : CsError.OK;
    }
}
