package org.choros.itests.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.choros.itests.lab.Await;
import org.choros.itests.lab.Host;
import org.choros.itests.lab.Host.Kind;
import org.choros.itests.lab.Lab;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The web server of {@code runtime/docs/availability.md} with a fencing command: a script that asks a switch of the
 * test whether it may take a host's power. Time alone would not do: the hold is longer than the test.
 */
class FencingIT {
    private static final int LIMIT_S = 60;
    private static final int TOKEN_MS = 1000;
    private static final String POLICY = """
                fence: %s
                hold: 600000
            """;
    /** Not taken before it is off: of what ran there, the keeper is the last to go. */
    private static final String SCRIPT = """
            #!/bin/sh
            cd %s
            echo "$CHOROS_NODE $CHOROS_NODE_ID" >>asked
            test -e switch || exit 1
            read -r daemon keeper <switch
            kill -KILL "$daemon"
            while grep -qs choros-keeper "/proc/$keeper/cmdline"; do sleep 0.1; done
            """;

    private Path power;

    @BeforeAll
    static void requirements() {
        WebExample.requirements();
    }

    private List<String> asked() {
        try {
            Path file = power.resolve("asked");
            return Files.exists(file) ? Files.readAllLines(file) : List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void install(Lab lab) throws IOException {
        power = Files.createDirectory(lab.host(3).folder().resolve("power"));
        Path script = power.resolve("off");
        Files.writeString(script, SCRIPT.formatted(power));
        assertTrue(script.toFile().setExecutable(true));
        Configurations.plain(lab, "udpu", TOKEN_MS);
        WebExample.configure(lab, POLICY.formatted(script));
    }

    @Test
    void nothingOfALostNodeIsStartedBeforeTheFencingCommandHasSucceeded() throws IOException {
        try (Lab lab = Lab.of("alpha", "beta", "gamma")) {
            install(lab);
            try (WebExample web = new WebExample(lab)) {
                lab.hosts().forEach(h -> h.start(Kind.CHOROS));
                lab.hosts().forEach(h -> h.awaitMembers(LIMIT_S, 1, 2, 3));
                web.served("begins", "alpha");
                run(lab, web);
                web.assertNeverTwo(lab);
            }
        }
    }

    private void run(Lab lab, WebExample web) throws IOException {
        Host alpha = lab.host(1);
        Host beta = lab.host(2);
        String victim = alpha.pid() + " " + WebExample.only(alpha, "choros-keeper") + "\n";
        // who was late at the start has been asked for as well
        int before = asked().size();
        String started = beta.log();

        // its node stands still, and what it runs does not
        alpha.signal("STOP");
        Await.until("fencing is tried, and tried again", LIMIT_S, () -> asked().size() >= before + 2, alpha::evidence);
        assertTrue(beta.log().contains("The fencing command has failed: exit status 1; it is run again"),
                alpha::evidence);
        assertFalse(web.runsOn(beta));
        web.served("it stands still, fencing fails", "alpha");
        assertFalse(web.runsOn(beta));
        assertFalse(beta.log().substring(started.length()).contains("web/beta: becomes active"), alpha::evidence);

        Path next = power.resolve("next");
        Files.writeString(next, victim);
        Files.move(next, power.resolve("switch"));
        web.served("it is fenced", "beta");
        assertFalse(web.runsOn(alpha));
        alpha.awaitEnd();
        String log = beta.log().substring(started.length());
        int fenced = log.indexOf("Node alpha (1) is fenced");
        assertTrue(fenced >= 0 && fenced < log.indexOf("web/web in web/beta: becomes active"), alpha::evidence);
        assertFalse(log.contains("What nodes ran that were lost"), alpha::evidence);
        assertEquals(List.of("alpha 1"), asked().stream().skip(before).distinct().toList());
    }
}
