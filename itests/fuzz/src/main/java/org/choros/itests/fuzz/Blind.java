package org.choros.itests.fuzz;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Runs inputs that are changed at random, without the fuzzer and what it does to every class: more of them in the same
 * time, and the same ones from the same seed and corpus. It looks around what the fuzzer has found before.
 */
final class Blind {
    private Blind() {
    }

    /**
     * @param target what is attacked
     * @param directory has the fuzzer's corpora, and gets findings
     * @param seed of the changes
     * @param runs inputs at most
     * @param seconds how long at most
     * @return what came of it; ends with the first finding
     * @throws IOException when a file cannot be read or written
     */
    static Session.Outcome run(Target target, Path directory, long seed, long runs, long seconds) throws IOException {
        Path own = directory.resolve(target.name());
        Mutator inputs = new Mutator(corpus(target, own.resolve("corpus")), target.inputMax(), seed);
        long begin = System.nanoTime();
        long end = begin + TimeUnit.SECONDS.toNanos(Math.min(seconds, 1L << 30));
        String finding = "";
        long done = 0;
        while (done < runs && finding.isEmpty() && System.nanoTime() - end < 0) {
            byte[] input = inputs.next();
            done++;
            try {
                Fuzz.run(target, input);
            } catch (RuntimeException | Error e) {
                Path file = Files.createDirectories(own.resolve("findings")).resolve("blind-" + seed + "-" + done);
                Files.write(file, input);
                finding = file + " " + e;
            }
        }
        long took = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begin);
        return new Session.Outcome(target.name(), done, target.parts(), 0, 0, 0, took, finding);
    }

    /** Seeds, known inputs and, in the order of their names, what the fuzzer has collected. */
    private static List<byte[]> corpus(Target target, Path collected) throws IOException {
        List<byte[]> all = new ArrayList<>(target.seeds());
        all.addAll(Regressions.of(target.name()).values());
        if (Files.isDirectory(collected)) {
            List<Path> files;
            try (Stream<Path> found = Files.list(collected)) {
                files = found.filter(Files::isRegularFile).sorted().toList();
            }
            for (Path file : files) {
                all.add(Files.readAllBytes(file));
            }
        }
        return all;
    }
}
