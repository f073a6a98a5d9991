package org.choros.itests.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.choros.itests.lab.Await;
import org.choros.itests.lab.Command;
import org.choros.itests.lab.Host;
import org.choros.itests.lab.Lab;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Hosts on two switches: either link may go, under messages, and nobody but its operator notices. */
class RedundantRingIT {
    private static final int LIMIT_S = 60;
    private static final int MESSAGE_BYTES = 3000;

    @TempDir
    private static Path folder;
    private static Path program;

    private final List<CpgProgram> programs = new ArrayList<>();
    private int said;

    @BeforeAll
    static void requirements() {
        Requirements.hosts();
        Requirements.compiler();
        program = CpgProgram.compile(folder);
    }

    @ParameterizedTest
    @CsvSource({"passive, udpu", "passive, udp", "active, udpu", "active, udp"})
    void losesNothing(String mode, String transport) {
        try (Lab lab = Lab.redundant("alpha", "beta", "gamma")) {
            Configurations.redundant(lab, mode, transport);
            lab.hosts().forEach(h -> h.start(Host.Kind.CHOROS));
            lab.hosts().forEach(h -> h.awaitMembers(LIMIT_S, 1, 2, 3));
            lab.hosts().forEach(h -> programs.add(new CpgProgram(program, h, "load")));
            talk();
            List<String> before = rings(lab);
            for (int ring = 0; ring < 2; ring++) {
                Host victim = lab.host(3 - ring);
                lab.cable(victim, ring, false);
                awaitFaulty(lab, ring, true);
                showsFault(victim, ring);
                talk();
                lab.cable(victim, ring, true);
                awaitFaulty(lab, ring, false);
                for (Host host : lab.hosts()) {
                    host.awaitLog("Automatically recovered ring " + ring, LIMIT_S);
                    showsHealth(host);
                }
                talk();
            }
            assertEquals(before, rings(lab), "no membership change");
            reenable(lab);
            assertEquals(before, rings(lab), "no membership change");
            programs.forEach(CpgProgram::close);
            for (Host host : lab.hosts()) {
                assertEquals("", host.console());
                host.terminate();
                assertEquals(0, host.awaitEnd(), host::evidence);
            }
        }
    }

    /** Everybody says something, and everybody hears all of it, whole. */
    private void talk() {
        List<String> awaited = new ArrayList<>();
        for (CpgProgram p : programs) {
            p.tell("say " + MESSAGE_BYTES + " " + ++said);
            awaited.add("message load " + p.address() + " " + MESSAGE_BYTES + " " + said + " whole");
        }
        programs.forEach(p -> awaited.forEach(p::awaitLine));
    }

    /** Links are judged by what comes over them, so there has to be something. */
    private void awaitFaulty(Lab lab, int ring, boolean faulty) {
        String line = "runtime.totem.pg.mrp.rrp." + ring + ".faulty (u8) = " + (faulty ? 1 : 0);
        Await.until(line + " everywhere", LIMIT_S, () -> {
            talk();
            return lab.hosts().stream().allMatch(
                    h -> h.run(Host.choros("corosync-cmapctl"), "runtime.totem.pg.mrp.rrp.").out().contains(line));
        }, lab.host(1)::evidence);
    }

    private static void showsFault(Host host, int ring) {
        Command c = host.run(Host.choros("corosync-cfgtool"), "-s");
        assertTrue(c.out().matches("(?s).*status\t= Marking (seqid \\d+ )?ringid " + ring + " interface "
                + (ring == 0 ? host.address() : host.secondAddress()) + " FAULTY\n.*"), c::out);
        assertTrue(c.out().contains("status\t= ring " + (1 - ring) + " active with no faults"), c::out);
        assertEquals(1, c.status());
    }

    private static void showsHealth(Host host) {
        // a token that was under way may have given a problem count to a link
        Await.until(host.name() + " shows no faults", LIMIT_S, () -> host.run(Host.choros("corosync-cfgtool"), "-s")
                .out().equals("Printing ring status.\nLocal node ID " + host.number() + "\nRING ID 0\n\tid\t= "
                        + host.address() + "\n\tstatus\t= ring 0 active with no faults\nRING ID 1\n\tid\t= "
                        + host.secondAddress() + "\n\tstatus\t= ring 1 active with no faults\n"),
                host::evidence);
    }

    /** The operator says on one host that all is well: all hosts believe it, as long as it holds. */
    private void reenable(Lab lab) {
        lab.cable(lab.host(1), 1, false);
        awaitFaulty(lab, 1, true);
        Command c = lab.host(2).run(Host.choros("corosync-cfgtool"), "-r");
        assertEquals("Re-enabling all failed rings.\n", c.out());
        assertEquals(0, c.status());
        awaitFaulty(lab, 1, true);
        lab.cable(lab.host(1), 1, true);
        awaitFaulty(lab, 1, false);
    }

    /** How many rings each has formed so far, by its counter: what is logged is written later. */
    private static List<String> rings(Lab lab) {
        return lab.hosts().stream().map(h -> {
            Command c = h.run(Host.choros("corosync-cmapctl"), "-g", "runtime.totem.pg.mrp.srp.operational_entered");
            assertTrue(c.out().startsWith("runtime.totem.pg.mrp.srp.operational_entered (u64) = "), c.out() + c.err());
            return c.out();
        }).toList();
    }
}
