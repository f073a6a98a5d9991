package org.choros.itests.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.choros.itests.lab.Await;
import org.choros.itests.lab.Command;
import org.choros.itests.lab.Host;
import org.choros.itests.lab.Host.Kind;
import org.choros.itests.lab.Lab;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A node whose process is killed is announced by its guardian: the others form their ring at once. That nobody
 * has waited for the token is seen in the logs.
 */
class GuardianIT {
    /**
     * Longer than anything here takes. Not longer still: a C node whose rings change more often than every fifth of it,
     * for half of it, thinks that it was paused and drops all joins and leaves.
     */
    private static final int LONG_TOKEN_C_MS = 6000;
    private static final int LONG_TOKEN_MS = 20_000;
    private static final int FORM_S = 60;
    private static final int ATTEMPTS = 3;
    private static final String C_ABORTS = "QUEUE_RTR_ITEMS_SIZE_MAX";
    private static final Pattern FORMED = Pattern.compile("A new membership \\((\\S+)\\) was formed\\.");
    private static final int ROUNDS = Integer.getInteger("choros.guardian.rounds", 1);

    @BeforeAll
    static void requirements() {
        Requirements.hosts();
        Requirements.require(Files.isExecutable(Path.of("/usr/bin/perl")) ? null : "perl is missing");
    }

    /** J is a Choros node, C is Debian's corosync; the victim's number follows. */
    @ParameterizedTest
    @CsvSource({"JJJ,2,udpu", "JJJ,1,udp", "CJC,2,udpu", "JCC,1,udpu", "CCJ,3,udp", "JC,1,udp"})
    void aKilledNodeIsAnnounced(String kinds, int number, String transport) {
        for (int left = ATTEMPTS - 1; !announced(kinds, number, transport, left); left--) {
            System.out.println("guardian: " + kinds + " over " + transport + ": corosync has aborted, once more");
        }
    }

    /** False when Debian's corosync did not live to see it and there are attempts left. */
    private static boolean announced(String kinds, int number, String transport, int left) {
        try (Lab lab = Lab.of(List.of("alpha", "beta", "gamma").subList(0, kinds.length()).toArray(String[]::new))) {
            Configurations.plain(lab, transport, kinds.contains("C") ? LONG_TOKEN_C_MS : LONG_TOKEN_MS);
            try {
                start(lab, kinds);
                announced(lab, lab.host(number), kinds + " over " + transport);
            } catch (AssertionError e) {
                if (left > 0 && lab.hosts().stream().anyMatch(GuardianIT::hasAborted)) {
                    return false;
                }
                throw e;
            }
            return true;
        }
    }

    /**
     * Whether a C node has ended itself by its check of how far it is behind a token: on a busy machine one with
     * another ring's numbers may meet it while it recovers.
     */
    private static boolean hasAborted(Host host) {
        return host.kind() == Kind.C && !host.alive() && host.console().contains(C_ABORTS);
    }

    /** Dialect 2.4, encrypted: the guardian has no key, the node has sealed what it sends. */
    @Test
    void aKilledNodeIsAnnouncedUnderEncryption() {
        try (Lab lab = Lab.of("alpha", "beta", "gamma")) {
            Configurations.reference(lab, LONG_TOKEN_MS);
            start(lab, "JJJ");
            announced(lab, lab.host(1), "JJJ, encrypted");
        }
    }

    private static void announced(Lab lab, Host victim, String what) {
        List<Long> times = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            times.add(kill(lab, victim));
            // at once: the next process has to join, and to stay
            victim.start(victim.kind());
            awaitAll(lab.hosts(), ids(lab.hosts()));
            awaitGuardian(victim);
        }
        Collections.sort(times);
        System.out.println("guardian: " + what + ": a new ring " + times.get(times.size() / 2) + " ms after kill -9 "
                + times);
        List<Host> rest = without(lab, victim);
        int[] before = rest.stream().mapToInt(GuardianIT::rings).toArray();
        victim.terminate();
        awaitAll(rest, ids(rest));
        assertTrue(guardians(victim).isEmpty());
        for (int i = 0; i < before.length; i++) {
            assertEquals(before[i] + 1, rings(rest.get(i)), "an orderly end is announced once\n" + victim.evidence());
        }
    }

    /** A process that is stopped is not dead. */
    @Test
    void aStoppedNodeIsNotAnnounced() {
        try (Lab lab = Lab.of("alpha", "beta")) {
            // a quarter of it is left when it says so
            Configurations.plain(lab, "udpu", Configurations.PATIENT_TOKEN_MS);
            start(lab, "JJ");
            lab.host(2).signal("STOP");
            lab.host(1).awaitLog("Token has not been received in \\d+ ms", FORM_S);
            lab.host(2).signal("CONT");
            awaitAll(lab.hosts(), ids(lab.hosts()));
            assertEquals(0, left(lab.host(1)), lab.host(1)::evidence);
            awaitGuardian(lab.host(2));
        }
    }

    /** How often somebody has left the host's ring. */
    private static long left(Host host) {
        return host.log().lines().filter(l -> FORMED.matcher(l).find() && l.contains(" left:")).count();
    }

    /** A guardian that was stopped and goes on when the next process is a member keeps silent. */
    @Test
    void aLateGuardianKeepsSilent() {
        try (Lab lab = Lab.of("alpha", "beta")) {
            Configurations.plain(lab, "udpu", LONG_TOKEN_MS);
            start(lab, "JJ");
            Host victim = lab.host(2);
            String guardian = guardians(victim).get(0);
            int before = rings(lab.host(1));
            Command.check("kill", "-STOP", guardian);
            victim.signal("KILL");
            victim.awaitEnd();
            victim.start(Kind.CHOROS);
            victim.awaitMembers(FORM_S, 1, 2);
            // the new process makes another ring, with or without a word of the one before
            awaitAll(lab.hosts(), ids(lab.hosts()));
            assertTrue(rings(lab.host(1)) > before, victim::evidence);
            long left = left(lab.host(1));
            Command.check("kill", "-CONT", guardian);
            Await.until("the old guardian has ended", FORM_S, () -> !guardians(victim).contains(guardian),
                    victim::evidence);
            awaitAll(lab.hosts(), ids(lab.hosts()));
            rings(lab.host(1));
            assertEquals(left, left(lab.host(1)), victim::evidence);
        }
    }

    /** Switched off, the token timeout has to find out. */
    @Test
    void itCanBeSwitchedOff() {
        try (Lab lab = Lab.of("alpha", "beta")) {
            Configurations.plain(lab, "udpu", 2000);
            for (Host host : lab.hosts()) {
                change(host, "quorum {", "choros {\nguardian: no\n}\nquorum {");
            }
            start(lab, "JJ");
            assertTrue(guardians(lab.host(2)).isEmpty());
            lab.host(2).kill();
            lab.host(1).awaitLog("A processor failed, forming new configuration", FORM_S);
            lab.host(1).awaitMembers(FORM_S, 1);
        }
    }

    private static void change(Host host, String what, String by) {
        try {
            String text = Files.readString(host.etc("corosync.conf"));
            assertTrue(text.contains(what), text);
            host.configure("corosync.conf", text.replace(what, by));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Kind[] kinds(String letters) {
        return letters.chars().mapToObj(c -> c == 'C' ? Kind.C : Kind.CHOROS).toArray(Kind[]::new);
    }

    private static void start(Lab lab, String letters) {
        if (letters.contains("C")) {
            Requirements.peer();
        }
        Kind[] kinds = kinds(letters);
        for (Host host : lab.hosts()) {
            host.start(kinds[host.number() - 1]);
        }
        awaitAll(lab.hosts(), ids(lab.hosts()));
    }

    private static int[] ids(List<Host> hosts) {
        return hosts.stream().mapToInt(Host::number).toArray();
    }

    private static void awaitAll(List<Host> hosts, int[] members) {
        for (Host host : hosts) {
            host.awaitMembers(FORM_S, members);
        }
    }

    private static List<Host> without(Lab lab, Host gone) {
        return lab.hosts().stream().filter(h -> h != gone).toList();
    }

    /** How many rings a host has formed, by its log, when that tells of the present one: a thread writes it. */
    private static int rings(Host host) {
        Await.until(host.name() + " has written of its ring", FORM_S, () -> {
            Matcher m = FORMED.matcher(host.log());
            String last = "";
            while (m.find()) {
                last = m.group(1);
            }
            String now = host.ringId();
            return !now.isEmpty() && !last.isEmpty() && sequence(now) == sequence(last);
        }, host::evidence);
        return formed(host);
    }

    /** Of a ring id: in hexadecimal digits behind a dot, but 2.4 writes it in decimal ones behind something else. */
    private static long sequence(String ring) {
        int at = Math.max(ring.lastIndexOf('.'), Math.max(ring.lastIndexOf('/'), ring.lastIndexOf(':')));
        return Long.parseLong(ring.substring(at + 1), ring.charAt(at) == '.' ? 16 : 10);
    }

    private static int formed(Host host) {
        Matcher m = FORMED.matcher(host.log());
        int count = 0;
        while (m.find()) {
            count++;
        }
        return count;
    }

    /** Kills as kill -9 does; answers the milliseconds until the last of the others had its ring, by their logs. */
    private static long kill(Lab lab, Host victim) {
        List<Host> rest = without(lab, victim);
        int[] before = rest.stream().mapToInt(GuardianIT::rings).toArray();
        int[] seen = rest.stream().mapToInt(h -> h.log().length()).toArray();
        long atMs = LocalTime.now().toNanoOfDay() / 1_000_000;
        victim.signal("KILL");
        for (int i = 0; i < before.length; i++) {
            Host host = rest.get(i);
            int rings = before[i];
            Await.until(host.name() + " has a ring without " + victim.name(), FORM_S, () -> formed(host) > rings,
                    victim::evidence);
        }
        long seenMs = LocalTime.now().toNanoOfDay() / 1_000_000;
        victim.awaitEnd();
        Await.until("the guardian of " + victim.name() + " has ended", FORM_S, () -> guardians(victim).isEmpty(),
                victim::evidence);
        awaitAll(rest, ids(rest));
        long lastMs = atMs;
        int missed = 0;
        for (int i = 0; i < before.length; i++) {
            assertEquals(before[i] + 1, rings(rest.get(i)), "one membership change\n" + victim.evidence());
            String news = rest.get(i).log().substring(seen[i]);
            assertFalse(news.contains("A processor failed"), news);
            missed += news.contains("Failed to receive the leave message") ? 1 : 0;
            lastMs = Math.max(lastMs, formedMs(news, seenMs));
        }
        // who hears of it from another member first, and then gathers no more, says so; but somebody has to have got it
        assertTrue(missed < rest.size(), victim::evidence);
        return Math.floorMod(lastMs - atMs, TimeUnit.DAYS.toMillis(1));
    }

    /** The time of day of the line that names a new ring; when we saw it, where the log has whole seconds only. */
    private static long formedMs(String log, long seenMs) {
        String line = log.lines().filter(l -> FORMED.matcher(l).find()).findFirst().orElseThrow();
        Matcher time = Pattern.compile("\\d\\d:\\d\\d:\\d\\d\\.\\d+").matcher(line);
        return time.find() ? LocalTime.parse(time.group()).toNanoOfDay() / 1_000_000 : seenMs;
    }

    /** Waits until a host has its one guardian, a process that begins beside the node. */
    private static void awaitGuardian(Host host) {
        Await.until(host.name() + " has a guardian", FORM_S, () -> guardians(host).size() == 1, host::evidence);
    }

    private static List<String> guardians(Host host) {
        return host.processes().stream()
                .filter(pid -> {
                    try {
                        return Files.readString(Path.of("/proc", pid, "comm")).startsWith("choros-guardian");
                    } catch (IOException e) {
                        return false;
                    }
                }).toList();
    }
}
