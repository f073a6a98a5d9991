package org.choros.itests.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

import org.choros.itests.lab.Await;
import org.choros.itests.lab.Host;
import org.choros.itests.lab.Host.Kind;
import org.choros.itests.lab.JavaProgram;
import org.choros.itests.lab.Lab;

/** The hosts of a lab with a program for locks on each Choros node, and what is known of all of them. */
final class LockHosts implements AutoCloseable {
    private static final int LIMIT_S = 120;
    private static final int TOKEN_MS = 1000;
    private static final int LEASE_MS = 2500;
    private static final String ENGINE = "org.choros.engine.lock";

    private final Lab lab;
    private final LockJudge judge = new LockJudge();
    private final Map<Integer, JavaProgram> programs = new HashMap<>();
    private final Map<Integer, Path> deploy = new HashMap<>();
    private final Set<Path> logs = new HashSet<>();
    private final Map<Integer, Integer> incarnations = new HashMap<>();

    LockHosts(Lab lab) {
        this.lab = lab;
        Configurations.plain(lab, "udpu", TOKEN_MS);
    }

    Lab lab() {
        return lab;
    }

    void start(Kind... kinds) {
        for (Host host : lab.hosts()) {
            Kind kind = kinds[host.number() - 1];
            if (kind == Kind.CHOROS) {
                append(host.etc("corosync.conf"), "choros {\n    lock_lease: " + LEASE_MS + "\n}\n");
                // each host has its own distribution to drop bundles into
                deploy.put(host.number(),
                        host.ownFolder(System.getProperty("choros.distribution") + "/deploy", "root:root"));
            }
            host.start(kind);
        }
        awaitMembers();
    }

    private static void append(Path file, String text) {
        try {
            Files.writeString(file, text, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Drops the engine into the nodes while they run. */
    void deployEngine() {
        Path jar = optional();
        deploy.forEach((number, folder) -> {
            try {
                // whole at once, as a bundle that is being copied must not be installed
                Path part = Files.copy(jar, folder.resolveSibling("part" + number));
                Files.move(part, folder.resolve(jar.getFileName()), StandardCopyOption.ATOMIC_MOVE);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        deploy.keySet()
                .forEach(n -> lab.host(n).awaitLog("Service engine loaded: choros cluster lock service", LIMIT_S));
    }

    private static Path optional() {
        Path folder = Path.of(System.getProperty("choros.distribution"), "optional");
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(f -> f.getFileName().toString().startsWith(ENGINE)).findFirst().orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void startPrograms() {
        deploy.keySet().forEach(this::spawn);
        programs.values().forEach(p -> p.await("connected"));
    }

    void startProgram(int number) {
        spawn(number);
        program(number).await("connected");
    }

    private void spawn(int number) {
        int incarnation = incarnations.merge(number, 1, Integer::sum);
        Host host = lab.host(number);
        Path log = host.folder().resolve("locks" + incarnation);
        logs.add(log);
        JavaProgram program = new JavaProgram(host, host.folder().resolve("locker" + incarnation), LockProgram.class,
                log.toString(), Integer.toString(who(number)));
        programs.put(number, program);
    }

    /** The number of the first client of a host's program. */
    private int who(int number) {
        return 1000 * number + 10 * incarnations.get(number);
    }

    void killProgram(int number) {
        programs.remove(number).close();
        judge.killed(who(number));
    }

    JavaProgram program(int number) {
        return programs.get(number);
    }

    Set<Integer> lockers() {
        return deploy.keySet();
    }

    void asks(int number, String lock) {
        int before = program(number).count("asked " + lock);
        program(number).tell("take " + lock);
        program(number).await("asked " + lock, before + 1);
    }

    void takes(int number, String lock) {
        asks(number, lock);
        program(number).await("has " + lock);
    }

    void awaitMembers() {
        int[] all = lab.hosts().stream().mapToInt(Host::number).toArray();
        lab.hosts().forEach(h -> h.awaitMembers(LIMIT_S, all));
    }

    /** Waits until all programs' nodes keep the same table with so many others and grant locks. */
    void awaitStatus(int members) {
        deploy.keySet()
                .forEach(n -> awaitStatusOf(n, "granting true members " + members + " held 0 waiting 0 diverged 0"));
        Set<String> digests = new HashSet<>();
        deploy.keySet().forEach(n -> digests.add(lastStatus(n).replaceFirst(".* digest ", "")));
        assertEquals(1, digests.size(), () -> "tables " + digests);
    }

    void awaitStatusOf(int number, String text) {
        JavaProgram program = program(number);
        Await.until("node " + number + " has " + text, LIMIT_S, () -> {
            int before = program.count("status ");
            program.tell("status");
            program.await("status ", before + 1);
            return lastStatus(number).contains(text);
        }, program::evidence);
    }

    private String lastStatus(int number) {
        List<String> lines = program(number).lines().stream().filter(l -> l.startsWith("status ")).toList();
        return lines.get(lines.size() - 1);
    }

    /** Everything is well again: all get what they wait for and each lock once more, and nothing is held in the end. */
    void finish() {
        lab.hosts().stream().filter(h -> !h.alive()).forEach(h -> h.start(h.kind()));
        awaitMembers();
        programs.values().forEach(p -> p.tell("finish"));
        programs.values().forEach(p -> p.await("finished"));
        awaitStatus(deploy.size());
    }

    /** Knows all that the programs have written until now. */
    LockJudge judge() {
        logs.forEach(judge::read);
        logs.clear();
        return judge;
    }

    @Override
    public void close() {
        programs.values().forEach(JavaProgram::close);
    }
}
