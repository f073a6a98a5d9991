package org.choros.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import org.choros.base.ChorosException;
import org.choros.base.CsError;

/** What listeners of all kinds were told, one line each, in the order in which they were. */
final class Heard implements ConnectionListener {
    private final LinkedBlockingQueue<String> lines = new LinkedBlockingQueue<>();
    // how many there are is a matter of time
    private final LinkedBlockingQueue<CsError> failures = new LinkedBlockingQueue<>();

    void line(String line) {
        lines.add(line);
    }

    void expect(String... expected) throws InterruptedException {
        for (String line : expected) {
            String next = lines.poll(30, TimeUnit.SECONDS);
            assertNotNull(next, () -> "nothing in place of " + line);
            assertEquals(line, next);
        }
    }

    int count() {
        return lines.size();
    }

    void expectNothingElse() {
        assertEquals("[]", lines.toString());
    }

    @Override
    public void disconnected(ChorosException why) {
        line("disconnected " + why.error());
    }

    @Override
    public void reconnected() {
        line("reconnected");
    }

    @Override
    public void attemptFailed(ChorosException why) {
        failures.add(why.error());
    }

    /** An attempt that failed in this way, some time. */
    void expectFailure(CsError error) throws InterruptedException {
        CsError next = failures.poll(30, TimeUnit.SECONDS);
        while (next != error) {
            assertNotNull(next, () -> "no attempt that failed with " + error);
            next = failures.poll(30, TimeUnit.SECONDS);
        }
    }
}
