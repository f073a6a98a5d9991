package org.choros.logging;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * All that the {@code logging} section says.
 *
 * @param timestamp how the time is written
 * @param common the rules of subsystems without a block of their own
 * @param own the rules of those with one, by name
 */
record LogRules(Timestamp timestamp, SubsystemRules common, Map<String, SubsystemRules> own) {
    SubsystemRules of(String subsystem) {
        return own.getOrDefault(subsystem, common);
    }

    /** The names of all files, also of those to which nothing goes. */
    Set<String> files() {
        Set<String> files = new TreeSet<>();
        if (common.file() != null) {
            files.add(common.file());
        }
        for (SubsystemRules rules : own.values()) {
            if (rules.file() != null) {
                files.add(rules.file());
            }
        }
        return files;
    }
}
