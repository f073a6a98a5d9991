package org.choros.itests.perf.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.Test;

/** The programs' side: what is checked of messages, and whole runs over a medium that delivers at once. */
class LoadTest {
    private final byte[] message = new byte[64];

    private void deliver(Load load, int kind, int sender, long count) {
        Payload.fill(message, 1, kind, count, System.nanoTime(), sender);
        load.delivered(sender, message, 0, message.length);
    }

    private Load begun(int hosts) {
        Load load = new Load(hosts, 1);
        load.begin(new Run(RunOrder.parse("run 1 throughput 64 1 0 1000 0")));
        return load;
    }

    @Test
    void findsDamageInEveryByte() {
        Payload.fill(message, 1, Payload.DATA, 7, 99, 3);
        assertTrue(Payload.valid(message, 0, 64));
        for (int i = 0; i < message.length; i++) {
            message[i] ^= 4;
            assertFalse(Payload.valid(message, 0, 64), "byte " + i);
            message[i] ^= 4;
        }
        assertFalse(Payload.valid(message, 0, 56));
    }

    @Test
    void findsWhatIsMissingOrDoubled() {
        Load load = begun(1);
        deliver(load, Payload.READY, 1, 0);
        deliver(load, Payload.DATA, 1, 0);
        deliver(load, Payload.DATA, 1, 1);
        assertNull(load.failure());
        deliver(load, Payload.DATA, 1, 1);
        assertNotNull(load.failure());

        load = begun(1);
        deliver(load, Payload.READY, 1, 0);
        deliver(load, Payload.END, 1, 1);
        assertNotNull(load.failure());
    }

    @Test
    void refusesAnothersName() {
        Load load = begun(2);
        Payload.fill(message, 1, Payload.DATA, 0, 0, 2);
        load.delivered(1, message, 0, message.length);
        assertNotNull(load.failure());
    }

    @Test
    void ignoresOtherRuns() {
        Load load = begun(1);
        Payload.fill(message, 9, Payload.DATA, 5, 0, 1);
        load.delivered(1, message, 0, message.length);
        assertNull(load.failure());
    }

    @Test
    void runsInEveryMode() {
        for (String mode : new String[]{"throughput", "closed", "paced"}) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            Load load = new Load(1, 1);
            Messenger loop = m -> {
                load.delivered(1, m, 0, m.length);
                return true;
            };
            new Sender(load, loop, new PrintStream(out, true, StandardCharsets.US_ASCII))
                    .run(RunOrder.parse("run 3 " + mode + " 64 1000 5 50 0"));
            String[] lines = out.toString(StandardCharsets.US_ASCII).split("\n");
            assertEquals(2, lines.length, out::toString);
            assertTrue(lines[0].startsWith("latency 3 node=1 max="), lines[0]);
            assertTrue(lines[1].startsWith("result 3 node=1 sent="), lines[1]);
            String sent = lines[1].replaceAll(".*sent=(\\d+) .*", "$1");
            assertEquals(sent, lines[1].replaceAll(".*delivered=(\\d+) .*", "$1"));
            assertEquals(!mode.equals("throughput"), lines[0].contains(":"), lines[0]);
        }
    }
}
