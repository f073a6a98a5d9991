package org.choros.itests.perf;

import java.util.List;

import org.choros.itests.lab.Lab;

/** The benchmark for people: status 0, 1 when a run failed, 2 when it cannot be made here. */
public final class PerfMain {
    private static final int CANNOT = 2;

    private PerfMain() {
    }

    /**
     * @param args see {@link Options#parse}
     */
    public static void main(String[] args) {
        String missing = Lab.unavailable();
        Options options = null;
        try {
            options = Options.parse(List.of(args));
            if (missing == null && options.subjects().contains(Subject.C)) {
                missing = Lab.peerUnavailable();
            }
            if (missing == null) {
                missing = Programs.unavailable();
            }
        } catch (IllegalArgumentException e) {
            missing = e.getMessage();
        }
        if (missing != null) {
            System.err.println(missing);
            System.exit(CANNOT);
        }
        Results results = Perf.run(options, System.out);
        System.out.print(new Table(results, options.subjects().get(0)).text());
        if (options.json() != null) {
            Json.write(options.json(), options, results);
        }
        results.failures().forEach(f -> System.out.println("FAILED " + f.lines().findFirst().orElse("")));
        System.exit(results.failures().isEmpty() ? 0 : 1);
    }
}
