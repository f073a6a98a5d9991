package org.choros.health;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;

import org.apache.felix.hc.api.Result;
import org.apache.felix.hc.api.Result.Status;
import org.choros.base.CsError;
import org.choros.cfg.RingStatus;
import org.choros.cmap.CMapValue;
import org.junit.jupiter.api.Test;

/** What each check makes of a node. */
class ChecksTest {
    private static final long NOW_MS = 1_000_000_000;

    private final FakeNodes nodes = new FakeNodes();

    private Result ask(Check check) {
        return new NodeCheck(nodes, FakeNodes.NODE, check).execute();
    }

    private void is(Status status, String text, Check check) {
        Result result = ask(check);
        assertEquals(status, result.getStatus(), result.toString());
        assertTrue(result.toString().contains(text), result.toString());
    }

    @Test
    void aRingIsWholeOrLacksNodesOrChanges() {
        is(Status.OK, "2 of 2 nodes", Checks::ring);
        nodes.left(2);
        is(Status.WARN, "Node 2: left", Checks::ring);
        nodes.steady = false;
        is(Status.TEMPORARILY_UNAVAILABLE, "forms a ring", Checks::ring);
    }

    @Test
    void quorumIsExplained() {
        is(Status.OK, "quorate: expected 2, have 2, need 2", Checks::quorum);
        nodes.quorate = false;
        nodes.left(2);
        is(Status.CRITICAL, "it waits for 1 more vote: node 2", Checks::quorum);
        nodes.map.put("runtime.choros.votequorum.verdict",
                CMapValue.str("not quorate: expected 2, have 1, need 2; waits for all"));
        is(Status.TEMPORARILY_UNAVAILABLE, "waits for all nodes", Checks::quorum);
        nodes.map.remove("runtime.choros.votequorum.verdict");
        nodes.steady = false;
        is(Status.TEMPORARILY_UNAVAILABLE, "not quorate", Checks::quorum);
    }

    @Test
    void oneOfTwoLinksMayFail() {
        is(Status.OK, "no faults", Checks::links);
        nodes.rings.add(new RingStatus("10.0.1.1", "Marking ringid 1 interface 10.0.1.1 FAULTY"));
        is(Status.WARN, "another one works", Checks::links);
        nodes.rings.set(0, new RingStatus("10.0.0.1", "Marking ringid 0 interface 10.0.0.1 FAULTY"));
        is(Status.CRITICAL, "Link 0", Checks::links);
    }

    @Test
    void aTransportThatIsMissingMayCome() {
        nodes.map.put("runtime.choros.transport.state", CMapValue.str("waiting for transport udp"));
        is(Status.TEMPORARILY_UNAVAILABLE, "waiting for transport udp", Checks::links);
    }

    @Test
    void clientsThatWereDisconnectedAreToldOnce() {
        ClientsCheck check = new ClientsCheck();
        is(Status.OK, "0 clients", check);
        nodes.map.put("runtime.choros.local.overflows", CMapValue.u64(2));
        is(Status.WARN, "2 clients were disconnected", check);
        is(Status.OK, "0 clients", check);
        nodes.map.put("runtime.choros.local.listener_failures", CMapValue.u64(1));
        is(Status.WARN, "Listeners have thrown 1", check);
    }

    @Test
    void aPauseCountsForSomeMinutes() {
        Check check = Checks.pauses(() -> NOW_MS);
        is(Status.OK, "always", check);
        nodes.map.put("runtime.schedmiss.delay", CMapValue.flt(1234.4f));
        nodes.map.put("runtime.schedmiss.timestamp", CMapValue.u64(NOW_MS - Checks.PAUSE_COUNTS_MS + 1));
        is(Status.WARN, "1234 ms", check);
        nodes.map.put("runtime.schedmiss.timestamp", CMapValue.u64(NOW_MS - Checks.PAUSE_COUNTS_MS));
        is(Status.OK, "last not run", check);
    }

    @Test
    void aNodeThatCannotBeAskedIsCriticalUnlessItSynchronises() {
        nodes.fails = CsError.TRY_AGAIN;
        is(Status.TEMPORARILY_UNAVAILABLE, "synchronises", Checks::ring);
        nodes.fails = CsError.TIMEOUT;
        is(Status.CRITICAL, "could not be asked", Checks::ring);
    }

    @Test
    void aNodeServesOrDoesNotYet() {
        assertEquals(Status.OK, start("blue"));
        nodes.configured = List.of("blue", "red");
        assertEquals(Status.OK, start("blue"));
        assertEquals(Status.TEMPORARILY_UNAVAILABLE, start("red"));
        // of two nodes, the one without a name has not come yet
        nodes.configured = List.of("blue", "");
        assertEquals(Status.TEMPORARILY_UNAVAILABLE, start(""));
        nodes.configured = List.of("");
        assertEquals(Status.OK, start(""));
    }

    private Status start(String instance) {
        return new StartCheck(nodes, instance).execute().getStatus();
    }
}
