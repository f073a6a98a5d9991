package org.choros.itests.fuzz;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * Runs the fuzzer from the command line. Arguments: {@code SECONDS | RUNSx | short [TARGET...]} for each target, where
 * {@code short} is the run of a build, and a {@code blind} before it changes inputs at random without the fuzzer; or
 * {@code replay TARGET FILE...}. Exit status 1 when something was found.
 */
public final class Campaign {
    private static final String LINE = "%-10s %12s %12s %8s %9s %9s %9s %8s";
    /** Of the short run of a build. */
    static final long SHORT_SEED = 1;
    private static final long FOREVER_SECONDS = 1_000_000;

    private Campaign() {
    }

    /**
     * @param args see above
     * @throws IOException when the fuzzer cannot be started, or a file not be read
     * @throws InterruptedException when we are to stop
     */
    public static void main(String[] args) throws IOException, InterruptedException {
        if (args.length > 1 && args[0].equals("replay")) {
            replay(args);
            return;
        }
        boolean blind = args.length > 0 && args[0].equals("blind");
        List<String> rest = List.of(args).subList(blind ? 1 : 0, args.length);
        String extent = rest.isEmpty() ? "60" : rest.get(0);
        boolean asBuild = extent.equals("short");
        boolean byRuns = extent.endsWith("x");
        long runs = byRuns ? Long.parseLong(extent.substring(0, extent.length() - 1)) : -1;
        long seconds = byRuns || asBuild ? FOREVER_SECONDS : Long.parseLong(extent);
        long seed = Long.getLong("choros.fuzz.seed", asBuild ? SHORT_SEED : System.currentTimeMillis() & 0xffff_ffffL);
        Path directory = Path.of(System.getProperty("choros.fuzz.directory", "target/fuzz")).toAbsolutePath();
        List<Session.Outcome> outcomes = new ArrayList<>();
        System.out.println("seed " + seed + ", corpora, findings and logs in " + directory);
        System.out.println(header());
        for (Target target : Targets.all()) {
            if (rest.size() < 2 || rest.subList(1, rest.size()).contains(target.name())) {
                long most = !asBuild ? runs : target.guided() ? target.shortRuns() : target.blindRuns();
                Session.Outcome outcome = blind || !target.guided()
                        ? Blind.run(target, directory, seed, most < 0 ? Long.MAX_VALUE : most, seconds)
                        : new Session(target, directory, seed).run(most, seconds);
                outcomes.add(outcome);
                System.out.println(line(outcome));
                if (!outcome.finding().isEmpty()) {
                    System.out.println(outcome.finding());
                }
            }
        }
        System.out.println(total(outcomes));
        System.exit(outcomes.stream().allMatch(o -> o.finding().isEmpty()) && !outcomes.isEmpty() ? 0 : 1);
    }

    private static void replay(String[] args) throws IOException {
        Target target = Targets.named(args[1]);
        for (int i = 2; i < args.length; i++) {
            byte[] input = Files.readAllBytes(Path.of(args[i]));
            System.out.println(args[i] + " " + HexFormat.of().formatHex(input));
            Fuzz.run(target, input);
        }
        System.out.println(args.length - 2 + " inputs, nothing found");
    }

    static String header() {
        return String.format(LINE, "target", "inputs", "packets", "/s", "edges", "of seeds", "features", "findings");
    }

    static String line(Session.Outcome o) {
        return String.format(LINE, o.target(), o.executions(), Math.max(o.executions(), o.parts()),
                o.executions() / Math.max(1, o.seconds()), o.coverage(),
                o.coverageBefore(), o.features(), o.finding().isEmpty() ? 0 : 1);
    }

    static String total(List<Session.Outcome> outcomes) {
        long executions = outcomes.stream().mapToLong(Session.Outcome::executions).sum();
        long parts = outcomes.stream().mapToLong(o -> Math.max(o.executions(), o.parts())).sum();
        long seconds = outcomes.stream().mapToLong(Session.Outcome::seconds).sum();
        long findings = outcomes.stream().filter(o -> !o.finding().isEmpty()).count();
        return String.format(LINE, "total", executions, parts, executions / Math.max(1, seconds),
                outcomes.stream().mapToLong(Session.Outcome::coverage).sum(), "", "", findings);
    }
}
