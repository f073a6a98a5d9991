package org.choros.itests.fuzz;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** One run of the fuzzer over one target, in a virtual machine of its own. */
final class Session {
    private static final String FUZZER = "com.code_intelligence.jazzer.Jazzer";
    private static final int INPUT_SECONDS_MAX = 100;
    private static final Pattern PROGRESS = Pattern.compile("^#(\\d+)\\s+(\\S+)\\s+cov: (\\d+) ft: (\\d+)");
    private static final Pattern DONE = Pattern.compile("^stat::number_of_executed_units:\\s+(\\d+)");
    private static final Pattern ARTIFACT = Pattern.compile("Test unit written to (\\S+)");
    private static final int TAIL_LINES = 60;

    private final Target target;
    private final Path directory;
    private final long seed;

    /**
     * @param target what is fuzzed
     * @param directory keeps corpus, findings and log
     * @param seed of the random mutations
     */
    Session(Target target, Path directory, long seed) {
        this.target = target;
        this.directory = directory.resolve(target.name());
        this.seed = seed;
    }

    /**
     * What came of it.
     *
     * @param target its name
     * @param executions how many inputs were run
     * @param parts how many packets they were made of, 0 when each is one
     * @param coverageBefore edges that the seeds reach
     * @param coverage edges that were reached
     * @param features combinations of edges and how often
     * @param seconds how long it took
     * @param finding the end of the fuzzer's output when it has found something or failed, else empty
     */
    record Outcome(String target, long executions, long parts, long coverageBefore, long coverage, long features,
            long seconds,
            String finding) {
    }

    /**
     * @param runs inputs to run at most
     * @param seconds how long at most
     * @return what came of it
     * @throws IOException when the fuzzer cannot be started
     * @throws InterruptedException when we are to stop
     */
    Outcome run(long runs, long seconds) throws IOException, InterruptedException {
        Path seeds = Files.createDirectories(directory.resolve("seeds"));
        Path corpus = Files.createDirectories(directory.resolve("corpus"));
        Path findings = Files.createDirectories(directory.resolve("findings"));
        writeSeeds(seeds);
        Path log = directory.resolve("log");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp", classPath(), "-Xmx1g", "-XX:+UseSerialGC", "-Xshare:auto", "-XX:+EnableDynamicAgentLoading",
                "-D" + Fuzz.TARGET + "=" + target.name(), FUZZER, "--target_class=" + Fuzz.class.getName(),
                "--instrumentation_includes=org.choros.**", "--instrumentation_excludes=org.choros.itests.**",
                "--custom_hook_excludes=**", "--reproducer_path=" + findings, "-seed=" + seed, "-runs=" + runs,
                "-max_total_time=" + seconds, "-max_len=" + target.inputMax(), "-timeout=" + INPUT_SECONDS_MAX,
                "-use_value_profile=1", "-print_final_stats=1", "-rss_limit_mb=0",
                "-artifact_prefix=" + findings + "/", corpus.toString(), seeds.toString()));
        long begin = System.nanoTime();
        Process process = new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true)
                .redirectOutput(log.toFile()).start();
        try {
            process.getOutputStream().close();
            boolean ended = process.waitFor(2 * seconds + 120, TimeUnit.SECONDS);
            long took = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begin);
            return read(log, ended ? process.exitValue() : -1, took);
        } finally {
            process.destroyForcibly();
        }
    }

    private void writeSeeds(Path seeds) throws IOException {
        int n = 0;
        for (byte[] seed : target.seeds()) {
            Files.write(seeds.resolve("seed-" + n++), seed);
        }
        for (byte[] known : Regressions.of(target.name()).values()) {
            Files.write(seeds.resolve("known-" + n++), known);
        }
    }

    private static String classPath() {
        String ofTests = System.getProperty("surefire.test.class.path");
        return ofTests == null ? System.getProperty("java.class.path") : ofTests;
    }

    private Outcome read(Path log, int status, long took) throws IOException {
        long executions = 0;
        long parts = 0;
        long before = -1;
        long coverage = 0;
        long features = 0;
        String artifact = "";
        List<String> tail = new ArrayList<>();
        try (BufferedReader lines = Files.newBufferedReader(log, java.nio.charset.StandardCharsets.ISO_8859_1)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                Matcher progress = PROGRESS.matcher(line);
                Matcher done = DONE.matcher(line);
                Matcher written = ARTIFACT.matcher(line);
                if (progress.find()) {
                    executions = Math.max(executions, Long.parseLong(progress.group(1)));
                    coverage = Long.parseLong(progress.group(3));
                    features = Long.parseLong(progress.group(4));
                    before = progress.group(2).equals("INITED") ? coverage : before;
                } else if (done.find()) {
                    executions = Math.max(executions, Long.parseLong(done.group(1)));
                } else if (line.startsWith(Fuzz.PARTS)) {
                    parts = Long.parseLong(line.substring(Fuzz.PARTS.length()).trim());
                } else if (written.find()) {
                    artifact = written.group(1);
                }
                tail.add(line);
                if (tail.size() > TAIL_LINES) {
                    tail.remove(0);
                }
            }
        }
        String finding = status == 0 ? "" : "exit status " + status + " " + artifact + "\n" + String.join("\n", tail);
        return new Outcome(target.name(), executions, parts, before, coverage, features, took, finding);
    }

    /** Deletes what an earlier run has left. */
    void clean() {
        if (!Files.exists(directory)) {
            return;
        }
        try (Stream<Path> all = Files.walk(directory)) {
            all.filter(Files::isRegularFile).forEach(f -> f.toFile().delete());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
