package org.choros.itests.sim;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Runs seeds with a mutant in the core; from a command line: which seeds catch it, and by what name. */
final class MutantRun {
    static final Path BUNDLES = Path.of("..", "..", "bundles");
    static final Path MUTANTS = Path.of("src", "test", "resources", "mutants");
    private static final Pattern NAME = Pattern.compile("\\b(V\\d+)\\b: (.*)");

    private final Method run;

    /** @param availability whether the runs are those with availability managers */
    MutantRun(ClassLoader loader, boolean availability) throws ReflectiveOperationException {
        run = loader.loadClass(Sim.class.getName()).getMethod(availability ? "runAvailability" : "run", long.class);
    }

    static MutantRun of(Mutant mutant) throws IOException, ReflectiveOperationException {
        return new MutantRun(MutantLoader.of(mutant, BUNDLES), mutant.ofAvailability());
    }

    /** Runs a seed; answers what does not hold, the name first, or an empty text. */
    String run(long seed) throws IllegalAccessException {
        try {
            run.invoke(null, seed);
            return "";
        } catch (InvocationTargetException e) {
            Matcher name = NAME.matcher(String.valueOf(e.getCause().getMessage()));
            return name.find() ? name.group(1) + ": " + name.group(2) : "other: " + e.getCause();
        }
    }

    static String name(String verdict) {
        return verdict.substring(0, Math.max(0, verdict.indexOf(':')));
    }

    /**
     * Shows what seeds say of mutants.
     *
     * @param args last seed, and parts of the mutants' names; none: all
     */
    public static void main(String[] args) throws Exception {
        long last = Long.parseLong(args[0]);
        for (Mutant mutant : Mutant.all(MUTANTS)) {
            boolean wanted = args.length == 1;
            for (int i = 1; i < args.length; i++) {
                wanted |= mutant.name().contains(args[i]);
            }
            if (!wanted) {
                continue;
            }
            MutantRun run = of(mutant);
            Map<String, StringBuilder> seeds = new TreeMap<>();
            Map<String, String> first = new TreeMap<>();
            long begin = System.nanoTime();
            for (long seed = 1; seed <= last; seed++) {
                String verdict = run.run(seed);
                seeds.computeIfAbsent(name(verdict), k -> new StringBuilder()).append(' ').append(seed);
                first.putIfAbsent(name(verdict), verdict);
            }
            System.out.println(mutant + " wants " + mutant.property() + ", " + (System.nanoTime() - begin) / 1_000_000
                    + " ms");
            seeds.forEach((name, list) -> System.out.println("  " + (name.isEmpty() ? "held" : name) + list));
            first.values().forEach(v -> System.out.println("    " + v.substring(0, Math.min(400, v.length()))));
        }
    }
}
