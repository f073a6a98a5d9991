package org.choros.itests.perf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;

import org.junit.jupiter.api.Test;

/** From the programs' lines to figures: what is added up, what is compared, what is refused. */
class FiguresTest {
    private static Report report(int node, String order, long delivered, String latencies, long maxNs) {
        int messages = 150 + node;
        return Report.begin("latency 1 node=" + node + " max=" + maxNs + " values=" + latencies)
                .complete("result 1 node=" + node + " sent=100 delivered=" + delivered + " refused=0 messages="
                        + messages + " bytes=" + 64 * messages + " ns=500000000 order=" + order
                        + " daemon_us=1000 own_us=500");
    }

    @Test
    void countsTheSlowestReceiver() throws RunFailedException {
        String order = "ff00000000000001";
        Outcome o = Outcome.of(List.of(report(1, order, 200, "", 0), report(2, order, 200, "", 0)));

        assertEquals(302, o.perSecond());
        assertEquals(302 * 64, o.bytesPerSecond());
        assertEquals(200, o.messages());
        assertEquals(2000.0 / 303, o.daemonUs(), 1e-9);
        assertEquals(0, o.p50Us());
    }

    @Test
    void takesLatenciesOfAllHostsTogether() throws RunFailedException {
        Outcome o = Outcome.of(
                List.of(report(1, "1", 200, "1000:98,2000:1", 2000), report(2, "1", 200, "5000:1", 4900)));

        assertEquals(1, o.p50Us());
        assertEquals(2, o.p99Us());
        assertEquals(4.9, o.p999Us(), "not beyond what was measured");
        assertEquals(4.9, o.maxUs());
    }

    @Test
    void refusesLossAndAnotherOrder() {
        assertThrows(RunFailedException.class,
                () -> Outcome.of(List.of(report(1, "1", 200, "", 0), report(2, "1", 199, "", 0))));
        assertThrows(RunFailedException.class,
                () -> Outcome.of(List.of(report(1, "1", 200, "", 0), report(2, "2", 200, "", 0))));
    }

    @Test
    void comparesWhatWasMeasuredInTheSameRepetition() throws RunFailedException {
        Series base = new Series();
        Series other = new Series();
        base.add(Outcome.of(List.of(report(0, "1", 100, "", 0))));
        other.add(Outcome.of(List.of(report(30, "1", 100, "", 0))));
        base.add(null);
        other.add(Outcome.of(List.of(report(1, "1", 100, "", 0))));

        assertEquals(1, base.size());
        assertEquals(new Spread(1.2, 1.2, 1.2, 1), other.ratio(base, Outcome::perSecond));
        assertEquals(new Spread(1, 2.5, 4, 4), Spread.of(4, 1, 3, 2));
    }

    @Test
    void readsOptions() {
        Options o = Options.parse(List.of("--hosts", "1,3", "--sizes", "64,128", "--only", "closed", "--repeat", "2"));

        assertEquals(List.of(new Row(3, Mode.CLOSED, 64), new Row(3, Mode.CLOSED, 8192)), o.rows(3));
        assertEquals(2, o.repeat());
        for (List<String> wrong : List.of(List.of("--hosts"), List.of("--hosts", "9"), List.of("--sizes", "65"),
                List.of("--sizes", "16"), List.of("--subjects", "nobody"), List.of("--transport", "tcp"),
                List.of("--subjects", "c,before"), List.of("--odd", "1"))) {
            assertThrows(IllegalArgumentException.class, () -> Options.parse(wrong), wrong::toString);
        }
        assertTrue(o.modes().contains(Mode.CLOSED));
    }
}
