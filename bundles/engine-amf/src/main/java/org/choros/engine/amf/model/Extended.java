package org.choros.engine.amf.model;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A configuration's model with the groups that were declared beside it.
 *
 * @param model all of it
 * @param leftOut the declared groups that are not in it, by name, and why
 */
public record Extended(Model model, SortedMap<String, List<String>> leftOut) {
    /** Nothing is configured or declared. */
    public static final Extended EMPTY = new Extended(Model.EMPTY, new TreeMap<>());

    /**
     * @param model all of it
     * @param leftOut the declared groups that are not in it, by name, and why
     */
    public Extended {
        leftOut = Collections.unmodifiableSortedMap(new TreeMap<>(leftOut));
    }
}
