package org.choros.configadmin.service;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

import org.choros.configadmin.core.Selection;
import org.choros.map.QuorumPolicy;

/**
 * The configuration of a replication: {@code map}, {@code policy}, {@code include}, {@code exclude},
 * {@code exclude.properties}.
 *
 * @param map the name of the map
 * @param policy where changes may be made
 * @param selection what is replicated
 */
record Options(String map, QuorumPolicy policy, Selection selection) {

    static final String MAP = "configurations";

    /**
     * @param properties lists as arrays, collections or with commas
     * @throws IllegalArgumentException for a policy that there is none of
     */
    static Options of(Map<String, ?> properties) {
        String policy = text(properties, "policy", QuorumPolicy.QUORATE.name()).toUpperCase(Locale.ROOT);
        if (Arrays.stream(QuorumPolicy.values()).noneMatch(p -> p.name().equals(policy))) {
            throw new IllegalArgumentException("policy " + policy + " is neither QUORATE nor ANY");
        }
        return new Options(text(properties, "map", MAP), QuorumPolicy.valueOf(policy),
                new Selection(list(properties, "include", List.of("*")),
                        list(properties, "exclude", Selection.EXCLUDED),
                        list(properties, "exclude.properties", List.of())));
    }

    private static String text(Map<String, ?> properties, String key, String otherwise) {
        Object value = properties.get(key);
        return value == null || value.toString().isBlank() ? otherwise : value.toString().strip();
    }

    private static List<String> list(Map<String, ?> properties, String key, List<String> otherwise) {
        Object value = properties.get(key);
        if (value == null) {
            return otherwise;
        }
        Stream<?> parts = value instanceof Object[] array
                ? Arrays.stream(array)
                : value instanceof Collection<?> collection ? collection.stream() : Stream.of(value);
        return parts.flatMap(part -> Arrays.stream(part.toString().split(","))).map(String::strip)
                .filter(part -> !part.isEmpty()).toList();
    }
}
