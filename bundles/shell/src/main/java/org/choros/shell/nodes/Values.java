package org.choros.shell.nodes;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.choros.base.ChorosException;
import org.choros.cmap.CMap;
import org.choros.cmap.CMapKey;
import org.choros.cmap.CMapValue;
import org.choros.cmap.ValueType;

/** Reads a map by what is wanted; what has another type than expected is not there. */
public final class Values {
    private Values() {
    }

    /**
     * @param map a map
     * @param key a key
     * @return its text, empty when there is none
     * @throws ChorosException when the node cannot be asked
     */
    public static String text(CMap map, String key) throws ChorosException {
        Optional<CMapValue> value = map.find(key);
        return value.isPresent() && value.get().type() == ValueType.STRING ? value.get().asString() : "";
    }

    /**
     * @param map a map
     * @param key a key
     * @param otherwise what it is when there is no such integer
     * @return its integer
     * @throws ChorosException when the node cannot be asked
     */
    public static long number(CMap map, String key, long otherwise) throws ChorosException {
        Optional<CMapValue> value = map.find(key);
        return value.isPresent() && value.get().type().isInteger() ? value.get().asLong() : otherwise;
    }

    /**
     * @param map a map
     * @param prefix what keys begin with
     * @param suffix what they end with
     * @return what is between, of all such keys, in their order
     * @throws ChorosException when the node cannot be asked
     */
    public static List<String> between(CMap map, String prefix, String suffix) throws ChorosException {
        List<String> found = new ArrayList<>();
        for (CMapKey key : map.keys(prefix)) {
            String name = key.name();
            if (name.endsWith(suffix) && name.length() > prefix.length() + suffix.length()) {
                found.add(name.substring(prefix.length(), name.length() - suffix.length()));
            }
        }
        return found;
    }
}
