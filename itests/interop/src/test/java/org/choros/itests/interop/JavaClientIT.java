package org.choros.itests.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;

import org.choros.itests.lab.Await;
import org.choros.itests.lab.Host;
import org.choros.itests.lab.Host.Kind;
import org.choros.itests.lab.JavaProgram;
import org.choros.itests.lab.Lab;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Programs that use the Java client, beside Choros nodes and Debian's corosync, over both types of channel. */
class JavaClientIT {
    private static final int FORM_S = 120;
    private static final int END_S = 60;
    private static final int QUICK_TOKEN_MS = 1000;
    private static final int PATIENT_TOKEN_MS = 10_000;
    private static final List<String> SERVICES = List.of("cmap", "quorum", "votequorum", "cfg", "cpg");

    @BeforeAll
    static void requirements() {
        Requirements.hosts();
        Requirements.peer();
    }

    private static JavaProgram program(Host host) {
        return new JavaProgram(host, host.folder().resolve("program"), ClientProgram.class, "crew");
    }

    /** More than its queue holds goes to a ring that stands still, for a while or until the peer is expelled. */
    @ParameterizedTest(name = "{0} beside {1}, {2}, token {3} ms")
    @CsvSource({"CHOROS, C, shm, " + PATIENT_TOKEN_MS, "C, CHOROS, shm, " + PATIENT_TOKEN_MS,
            "CHOROS, CHOROS, socket, " + PATIENT_TOKEN_MS, "C, C, socket, " + PATIENT_TOKEN_MS,
            "CHOROS, C, shm, " + QUICK_TOKEN_MS, "C, CHOROS, socket, " + QUICK_TOKEN_MS})
    void nothingOfAFloodIsLostOrOvertaken(Kind kind, Kind besides, String channel, int tokenMs) {
        int count = 10_000;
        try (Lab lab = Lab.of("alpha", "beta")) {
            Configurations.channels(lab, channel, tokenMs);
            Host alpha = lab.host(1);
            Host beta = lab.host(2);
            alpha.start(kind);
            beta.start(besides);
            alpha.awaitMembers(FORM_S, 1, 2);
            beta.awaitMembers(FORM_S, 1, 2);
            try (JavaProgram sender = program(alpha); JavaProgram receiver = program(beta)) {
                boolean stays = tokenMs == PATIENT_TOKEN_MS;
                sender.await("cpg view [1:");
                receiver.await(", 2:");
                sender.tell("expect " + count);
                sender.await("expects");
                receiver.tell("expect " + count);
                receiver.await("expects");
                beta.signal("STOP");
                sender.tell("flood " + count + " 300");
                if (stays) {
                    sender.await("blocked");
                } else {
                    // the rest goes through the synchronisation without it
                    sender.await("cpg ring of [1]");
                }
                beta.signal("CONT");
                sender.await("sent " + count);
                sender.await("heard all of 1:");
                if (stays) {
                    receiver.await("heard all of 1:");
                    assertEquals(0, receiver.count("gap"), receiver::evidence);
                }
                assertEquals(0, sender.count("gap") + sender.count("failed"), sender::evidence);
            }
        }
    }

    /** The daemon is killed, is asked to stop, and comes back, at last as one of the other kind. */
    @ParameterizedTest(name = "{0}, {1}")
    @CsvSource({"CHOROS, shm", "CHOROS, socket", "C, shm", "C, socket"})
    void programsOutliveTheirDaemon(Kind kind, String channel) {
        try (Lab lab = Lab.of("alpha")) {
            Configurations.channels(lab, channel, QUICK_TOKEN_MS);
            Host host = lab.host(1);
            host.start(kind);
            host.awaitMembers(FORM_S, 1);
            try (JavaProgram program = program(host)) {
                works(program, 1);
                host.kill();
                backAfter(program, host, kind, 1);
                assertEquals(0, host.run(Host.choros("corosync-cfgtool"), "-H").status(), host::evidence);
                program.await("cfg asks REQUEST", 1);
                Await.until("it has stopped", END_S, () -> !host.alive(), host::evidence);
                backAfter(program, host, kind == Kind.C ? Kind.CHOROS : Kind.C, 2);
            }
        }
    }

    private static void backAfter(JavaProgram program, Host host, Kind next, int times) {
        SERVICES.forEach(s -> program.await(s + " disconnected", times));
        program.await("cpg lost", times);
        host.start(next);
        SERVICES.forEach(s -> program.await(s + " reconnected", times));
        program.await("cpg rejoined as 1:", times);
        // what is gone with the daemon is told as a change
        program.await("cmap DELETE test.key -", times);
        works(program, 1 + times);
        List<String> lines = program.lines();
        int lost = lines.lastIndexOf("cpg lost");
        List<String> after = lines.subList(lost, lines.size()).stream().filter(l -> l.startsWith("cpg ")).toList();
        assertEquals("cpg rejoined", after.get(after.indexOf("cpg reconnected") + 1).substring(0, 12),
                program::evidence);
    }

    /** Everything is as it was at the beginning: the state is told, changes are, messages come. */
    private static void works(JavaProgram program, int times) {
        program.await("cpg view [1:", times);
        program.await("cpg ring of [1]", times);
        program.await("quorum true [1]", times);
        program.await("votequorum true {1=MEMBER}", times);
        program.tell("set test.key 7");
        program.await("cmap ADD test.key 7", times);
        program.tell("expect 10");
        program.tell("flood 10 100");
        program.await("sent 10", times);
        program.await("heard all of 1:", times);
        assertEquals(0, program.count("gap") + program.count("failed"), program::evidence);
    }
}
