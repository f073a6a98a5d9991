package org.choros.itests.perf;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** The repetitions of one row of one subject; a repetition that failed is null. */
final class Series {
    private final List<Outcome> outcomes = new ArrayList<>();

    void add(Outcome outcome) {
        outcomes.add(outcome);
    }

    List<Outcome> outcomes() {
        return outcomes;
    }

    /** How many repetitions have come to their end. */
    int size() {
        return (int) outcomes.stream().filter(o -> o != null).count();
    }

    Spread of(ToDoubleFunction<Outcome> value) {
        return Spread.of(outcomes.stream().filter(o -> o != null).mapToDouble(value).toArray());
    }

    /** The ratios of what was measured in the same repetition, one after the other. */
    Spread ratio(Series base, ToDoubleFunction<Outcome> value) {
        List<Double> ratios = new ArrayList<>();
        for (int i = 0; i < Math.min(outcomes.size(), base.outcomes.size()); i++) {
            Outcome a = outcomes.get(i);
            Outcome b = base.outcomes.get(i);
            if (a != null && b != null && value.applyAsDouble(b) > 0) {
                ratios.add(value.applyAsDouble(a) / value.applyAsDouble(b));
            }
        }
        return Spread.of(ratios.stream().mapToDouble(Double::doubleValue).toArray());
    }
}
