package org.choros.itests.perf;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** All that was measured, by row and subject, and what went wrong. */
final class Results {
    private final Map<Row, Map<Subject, Series>> rows = new LinkedHashMap<>();
    private final List<String> failures = new ArrayList<>();

    void add(Row row, Subject subject, Outcome outcome) {
        rows.computeIfAbsent(row, r -> new EnumMap<>(Subject.class)).computeIfAbsent(subject, s -> new Series())
                .add(outcome);
    }

    void fail(String what) {
        failures.add(what);
    }

    Map<Row, Map<Subject, Series>> rows() {
        return rows;
    }

    List<String> failures() {
        return failures;
    }
}
