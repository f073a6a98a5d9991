package org.choros.configadmin.core;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** Which configurations, and which of their properties, belong to all; the rest belongs to its container. */
public final class Selection {
    /** What is bound to a host: who replicated it might cut all containers off at once. */
    public static final List<String> HOST_BOUND = List.of("org.choros.node*", "org.choros.configadmin*");
    /** What names files, ports and addresses of a container. */
    public static final List<String> EXCLUDED = List.of("org.apache.felix.fileinstall*", "org.apache.karaf.*",
            "org.ops4j.pax.*");
    private static final String FILE_INSTALL = "felix.fileinstall.";
    private static final Set<String> LOCAL = Set.of("service.pid", "service.factorypid", "service.bundlelocation");

    private final List<String> include;
    private final List<String> exclude;
    private final Set<String> properties;

    /**
     * @param include patterns of names, {@code *} standing for anything
     * @param exclude patterns of names that are excluded all the same
     * @param properties names of properties that belong to their container
     */
    public Selection(List<String> include, List<String> exclude, List<String> properties) {
        this.include = List.copyOf(include);
        this.exclude = List.copyOf(exclude);
        this.properties = properties.stream().map(p -> p.toLowerCase(Locale.ROOT))
                .collect(Collectors.toUnmodifiableSet());
    }

    /**
     * @param name of a configuration
     * @return whether it belongs to all
     */
    public boolean has(String name) {
        return matches(include, name) && !matches(exclude, name) && !matches(HOST_BOUND, name);
    }

    /**
     * @param name of a property
     * @return whether it belongs to its container
     */
    public boolean local(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return LOCAL.contains(lower) || lower.startsWith(FILE_INSTALL) || properties.contains(lower);
    }

    private static boolean matches(List<String> patterns, String name) {
        return patterns.stream().anyMatch(pattern -> matches(pattern, name));
    }

    /** Whether the pieces between the stars are in the name, one after the other. */
    private static boolean matches(String pattern, String name) {
        String[] pieces = pattern.split("\\*", -1);
        if (pieces.length == 1) {
            return pattern.equals(name);
        }
        String last = pieces[pieces.length - 1];
        if (!name.startsWith(pieces[0]) || !name.endsWith(last)) {
            return false;
        }
        int at = pieces[0].length();
        for (int i = 1; i < pieces.length - 1; i++) {
            int found = name.indexOf(pieces[i], at);
            if (found < 0) {
                return false;
            }
            at = found + pieces[i].length();
        }
        return at <= name.length() - last.length();
    }
}
