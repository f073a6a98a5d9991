package org.choros.engine.lock;

import static org.choros.engine.lock.LockNet.ids;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;

import org.choros.engine.lock.ipc.LockReply;
import org.choros.engine.lock.ipc.LockRequest;
import org.choros.spi.cmap.MapValue;
import org.choros.wire.ipc.IpcError;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Three nodes with clients, and rings that break. The lease is a second. */
class LockEngineTest {
    private static final int[] ALL = {1, 2, 3};
    private final LockNet net = new LockNet();

    @BeforeEach
    void form() {
        net.ring(ALL);
        // a cluster that nobody knows anything of may follow one that had locks
        net.pass(1_200, ALL);
    }

    private void assertSameTable(int... nodes) {
        for (int id : nodes) {
            assertEquals(net.node(nodes[0]).engine.digest(), net.node(id).engine.digest(), "node " + id);
        }
    }

    private static void assertHas(TestClient client, String... events) {
        assertEquals(List.of(events), client.told());
    }

    @Test
    void aLockIsGrantedToOneAfterTheOther() {
        TestClient a = net.client(1);
        TestClient b = net.client(2);
        TestClient c = net.client(3);
        long first = a.lock("x");
        net.tokens(ALL);
        assertHas(a, "granted");
        long second = b.lock("x");
        net.tokens(ALL);
        c.lock("x");
        net.tokens(ALL);
        assertHas(b);
        assertEquals(IpcError.OK, a.unlock(first));
        assertEquals(IpcError.NOT_EXIST, a.unlock(first));
        net.tokens(ALL);
        assertHas(b, "granted");
        assertHas(c);
        assertTrue(b.token > a.token);
        b.die();
        net.tokens(ALL);
        assertHas(c, "granted");
        assertTrue(c.token > b.token);
        assertEquals(IpcError.NOT_EXIST, a.unlock(second));
        assertSameTable(ALL);
    }

    @Test
    void aGrantIsToldWhenAllMembersKnowOfItAndNotBefore() {
        TestClient a = net.client(1);
        a.lock("x");
        net.send(1);
        assertHas(a);
        // cut off in this moment: the others have never heard of it
        TestClient b = net.client(2);
        net.ring(2, 3);
        b.lock("x");
        net.tokens(2, 3);
        assertHas(b, "granted");
        net.ring(1);
        assertHas(a);
        net.ring(ALL);
        net.tokens(ALL);
        assertHas(a);
        b.die();
        net.tokens(ALL);
        assertHas(a, "granted");
        assertTrue(a.token > b.token);
        assertSameTable(ALL);
    }

    @Test
    void theHolderThatIsCutOffIsToldAndTheOthersWaitForTheEndOfItsLease() {
        TestClient a = net.client(1);
        TestClient b = net.client(2);
        long request = a.lock("x");
        net.tokens(ALL);
        b.lock("x");
        net.tokens(ALL);
        assertHas(a, "granted");
        net.ring(2, 3);
        net.ring(1);
        assertHas(a, "lost " + LockReply.QUORUM_LOST);
        assertEquals(IpcError.NOT_EXIST, a.check(request).error());
        assertEquals(1, b.status().abandoned());
        net.pass(1_100, ids(2, 3), ids(1));
        assertHas(b);
        net.pass(100, ids(2, 3), ids(1));
        assertHas(b, "granted");
        assertTrue(b.token > a.token);
        // another lock, which the lost node did not hold, has not had to wait
        net.ring(ALL);
        net.tokens(ALL);
        assertHas(a);
        assertSameTable(ALL);
    }

    @Test
    void locksThatALostNodeDidNotHoldAreGrantedAtOnce() {
        net.client(1).lock("x");
        net.tokens(ALL);
        net.ring(2, 3);
        TestClient b = net.client(2);
        b.lock("y");
        net.tokens(2, 3);
        assertHas(b, "granted");
    }

    @Test
    void whoHoldsALockKeepsItWhenAnotherNodeGoesOrComes() {
        TestClient a = net.client(1);
        long request = a.lock("x");
        net.tokens(ALL);
        net.ring(1, 2);
        net.pass(2_000, ids(1, 2));
        net.ring(ALL);
        net.tokens(ALL);
        assertHas(a, "granted");
        assertEquals(a.token, a.check(request).token());
        assertSameTable(ALL);
    }

    @Test
    void aJoinerIsGivenTheTable() {
        TestClient a = net.client(1);
        TestClient b = net.client(2);
        for (int i = 0; i < 100; i++) {
            a.lock("lock" + i);
            b.lock("lock" + i % 7);
        }
        net.tokens(ALL);
        net.nodes.remove(3);
        net.ring(1, 2);
        net.ring(ALL);
        assertSameTable(ALL);
        TestClient c = net.client(3);
        assertEquals(100, c.status().locks());
        assertEquals(2, c.query("lock3").total());
        assertEquals(LockReply.WAITING, c.query("lock3").places().get(1).state());
        assertEquals(107, c.status().held() + c.status().waiting());
    }

    @Test
    void aMinorityGrantsNothingAndAsksAgainWhenItIsBack() {
        net.ring(1);
        net.ring(2, 3);
        TestClient a = net.client(1);
        a.lock("x");
        net.tokens(1);
        TestClient t = net.client(1);
        t.lock("y", LockRequest.EXCLUSIVE, LockRequest.TRY, 0, 0);
        net.tokens(1);
        assertHas(a);
        assertHas(t, "refused " + IpcError.TRY_AGAIN);
        net.ring(ALL);
        net.tokens(ALL);
        assertHas(a, "granted");
    }

    @Test
    void tokensOfAClusterWithoutMemoryAreHigherAndItWaits() {
        TestClient a = net.client(1);
        a.lock("x");
        net.tokens(ALL);
        long before = a.token;
        // all forget, and the first may still hold what nobody knows of
        net.nodes.remove(2);
        net.nodes.remove(3);
        net.ring(2, 3);
        TestClient b = net.client(2);
        b.lock("x");
        net.tokens(2, 3);
        assertHas(b);
        assertTrue((b.status().flags() & LockReply.GRACE) != 0);
        net.pass(1_140, ids(2, 3));
        assertHas(b, "granted");
        assertTrue(b.token > before);
        assertEquals(0, b.status().flags() & LockReply.GRACE);
    }

    @Test
    void aMemberWhoseTableMayBeOldWaitsToo() {
        // 1 is away while 2 and 3 grant; 3 dies and 2 forgets: 1 has a table, but not the last one
        net.ring(1);
        net.ring(2, 3);
        TestClient c = net.client(3);
        c.lock("x");
        net.tokens(2, 3);
        assertHas(c, "granted");
        net.nodes.remove(2);
        net.ring(1, 2);
        TestClient a = net.client(1);
        a.lock("x");
        net.tokens(1, 2);
        assertHas(a);
        net.pass(1_140, ids(1, 2));
        assertHas(a, "granted");
        assertTrue(a.token > c.token);
    }

    @Test
    void whoHasNotServedIsNoWitnessEvenIfItWasGivenTheTable() {
        // 3 was in the quorate ring of 2 and 3, forgets, and is given the old table of 1, which is not quorate with it
        net.votes = 5;
        net.ring(1, 2, 3, 4, 5);
        net.pass(1_200, ids(1, 2, 3, 4, 5));
        net.ring(1);
        net.ring(2, 3, 4);
        TestClient d = net.client(4);
        d.lock("x");
        net.tokens(2, 3, 4);
        assertHas(d, "granted");
        net.nodes.remove(3);
        net.nodes.remove(2);
        net.ring(1, 3);
        net.nodes.remove(5);
        net.ring(1, 3, 5);
        TestClient a = net.client(1);
        a.lock("x");
        net.tokens(1, 3, 5);
        assertHas(a);
        assertTrue((a.status().flags() & LockReply.GRACE) != 0);
    }

    @Test
    void aPromiseIsKeptWhenTheClientDies() {
        TestClient a = net.client(1);
        TestClient b = net.client(2);
        long request = a.lock("x");
        net.tokens(ALL);
        b.lock("x");
        net.tokens(ALL);
        LockReply.Checked checked = a.check(request);
        assertEquals(IpcError.OK, checked.error());
        assertEquals(1_000 * LockNet.MS, checked.validNs());
        a.die();
        net.pass(980, ALL);
        assertHas(b);
        net.pass(40, ALL);
        assertHas(b, "granted");
    }

    @Test
    void aPromiseDoesNotHoldUpTheClientThatSaysItself() {
        TestClient a = net.client(1);
        TestClient b = net.client(2);
        long request = a.lock("x");
        net.tokens(ALL);
        b.lock("x");
        a.check(request);
        a.unlock(request);
        net.tokens(ALL);
        assertHas(b, "granted");
    }

    @Test
    void aNodeThatStoodStillDoesNotTellOldGrants() {
        TestClient a = net.client(1);
        TestClient h = net.client(2);
        long held = h.lock("x");
        net.tokens(ALL);
        a.lock("x");
        net.tokens(ALL);
        h.unlock(held);
        net.send(2);
        net.deliver(net.node(3));
        // 1 stands still with the grant in its socket; the others go on without it
        net.node(1).paused = true;
        net.ring(2, 3);
        TestClient b = net.client(3);
        b.lock("x");
        net.pass(1_200, ids(2, 3));
        assertHas(b, "granted");
        net.node(1).paused = false;
        net.deliver(net.node(1));
        net.node(1).engine.onStable(net.node(1).position, net.nowNs);
        assertHas(a);
        net.ring(ALL);
        net.tokens(ALL);
        assertHas(a);
        assertEquals(b.token, net.told.get(net.told.size() - 1));
    }

    @Test
    void aHolderThatDoesNotHearOfTheOthersLosesItsLockByTime() {
        TestClient a = net.client(1);
        long request = a.lock("x");
        net.tokens(ALL);
        assertHas(a, "granted");
        net.pass(980);
        assertHas(a);
        assertTrue(a.check(request).validNs() <= 20 * LockNet.MS);
        net.pass(40);
        assertHas(a, "lost " + LockReply.LEASE_OVER);
        net.tokens(ALL);
        assertEquals(0, a.status().held());
    }

    @Test
    void readersShareAndAWriterIsNotOvertaken() {
        TestClient[] c = {net.client(1), net.client(2), net.client(3), net.client(1), net.client(2)};
        long r0 = c[0].share("x");
        net.tokens(ALL);
        long r1 = c[1].share("x");
        net.tokens(ALL);
        c[2].lock("x");
        net.tokens(ALL);
        long r3 = c[3].share("x");
        long r4 = c[4].share("x");
        net.tokens(ALL);
        assertHas(c[0], "granted");
        assertHas(c[1], "granted");
        assertHas(c[2]);
        assertHas(c[3]);
        c[0].unlock(r0);
        c[1].unlock(r1);
        net.tokens(ALL);
        assertHas(c[2], "granted");
        assertHas(c[3]);
        c[2].die();
        net.tokens(ALL);
        assertHas(c[3], "granted");
        assertHas(c[4], "granted");
        assertNotEquals(c[3].token, c[4].token);
        assertTrue(Math.min(c[3].token, c[4].token) > c[2].token);
        assertEquals(IpcError.OK, c[3].unlock(r3));
        assertEquals(IpcError.OK, c[4].unlock(r4));
        net.tokens(ALL);
        assertEquals(0, c[0].status().locks());
        assertSameTable(ALL);
    }

    @Test
    void tryingIsAnsweredAtOnce() {
        TestClient a = net.client(1);
        TestClient b = net.client(2);
        a.lock("x", LockRequest.EXCLUSIVE, LockRequest.TRY, 0, 0);
        net.tokens(ALL);
        assertHas(a, "granted");
        b.lock("x", LockRequest.SHARED, LockRequest.TRY, 0, 0);
        net.tokens(ALL);
        assertHas(b, "refused " + IpcError.BUSY);
        assertEquals(1, b.query("x").total());
    }

    @Test
    void whoWaitsTooLongIsToldAndHasLeftTheQueue() {
        TestClient a = net.client(1);
        TestClient b = net.client(2);
        TestClient c = net.client(3);
        long request = a.lock("x");
        net.tokens(ALL);
        b.lock("x", LockRequest.EXCLUSIVE, 0, 500, 0);
        net.tokens(ALL);
        c.lock("x");
        net.pass(480, ALL);
        assertHas(b);
        net.pass(40, ALL);
        assertHas(b, "refused " + IpcError.TIMEOUT);
        a.unlock(request);
        net.tokens(ALL);
        assertHas(b);
        assertHas(c, "granted");
    }

    @Test
    void aLockWithATimeToLiveHasToBeRenewed() {
        TestClient a = net.client(1);
        long request = a.lock("x", LockRequest.EXCLUSIVE, 0, 0, 300).request();
        net.tokens(ALL);
        assertHas(a, "granted");
        net.pass(280, ALL);
        assertEquals(IpcError.OK, a.renew(request).error());
        net.pass(280, ALL);
        assertEquals(20 * LockNet.MS, a.check(request).validNs());
        net.pass(40, ALL);
        assertHas(a, "lost " + LockReply.NOT_RENEWED);
        assertEquals(IpcError.NOT_EXIST, a.renew(request).error());
        net.tokens(ALL);
        assertEquals(0, a.status().locks());
    }

    @Test
    void whoWouldWaitForItselfIsRefused() {
        TestClient a = net.client(1);
        TestClient b = net.client(2);
        TestClient c = net.client(3);
        long held = a.lock("x");
        b.lock("y");
        c.lock("z");
        net.tokens(ALL);
        a.lock("y");
        net.tokens(ALL);
        b.lock("z");
        net.tokens(ALL);
        a.told();
        b.told();
        c.told();
        c.lock("x");
        net.tokens(ALL);
        assertHas(c, "refused " + IpcError.BAD_OPERATION);
        // the others get on: c ends, then b and a in turn
        c.die();
        net.tokens(ALL);
        assertHas(b, "granted");
        b.die();
        net.tokens(ALL);
        assertHas(a, "granted");
        assertEquals(IpcError.OK, a.unlock(held));
        assertSameTable(ALL);
    }

    @Test
    void readersDoNotWaitForReaders() {
        TestClient a = net.client(1);
        TestClient b = net.client(2);
        TestClient w = net.client(3);
        a.share("x");
        b.lock("y");
        net.tokens(ALL);
        w.lock("x");
        net.tokens(ALL);
        // b waits behind the writer, which waits for a
        b.share("x");
        net.tokens(ALL);
        a.told();
        b.told();
        a.lock("y");
        net.tokens(ALL);
        assertHas(a, "refused " + IpcError.BAD_OPERATION);
        assertHas(b);
    }

    @Test
    void oneRequestForEachLockAndClient() {
        TestClient a = net.client(1);
        long first = a.lock("x");
        assertEquals(new LockReply.Accepted(IpcError.EXIST, first),
                a.lock("x", LockRequest.EXCLUSIVE, 0, 0, 0));
        assertEquals(IpcError.BUSY, a.check(first).error());
        assertEquals(IpcError.NOT_EXIST, net.client(1).unlock(first));
        assertEquals(IpcError.NOT_EXIST, net.client(1).check(first).error());
        a.unlock(first);
        long again = a.lock("x");
        assertNotEquals(first, again);
        net.tokens(ALL);
        assertHas(a, "granted");
        assertEquals(1, a.status().held());
        assertEquals(0, a.status().waiting());
    }

    @Test
    void watchersAreToldOfEveryHolderAndWhenNobodyKnows() {
        TestClient w = net.client(3);
        TestClient a = net.client(1);
        TestClient b = net.client(2);
        assertEquals(IpcError.OK, w.watch("x"));
        assertEquals(IpcError.EXIST, w.watch("x"));
        assertHas(w, "x free");
        long request = a.lock("x");
        net.tokens(ALL);
        b.lock("x");
        net.tokens(ALL);
        assertHas(w, "x held by 1 d" + a.id());
        a.unlock(request);
        net.tokens(ALL);
        assertHas(w, "x held by 2 d" + b.id());
        net.ring(3);
        assertHas(w, "x unknown");
        net.ring(ALL);
        net.tokens(ALL);
        assertHas(w, "x held by 2 d" + b.id());
        assertEquals(IpcError.OK, w.unwatch("x"));
        assertEquals(IpcError.NOT_EXIST, w.unwatch("x"));
        b.die();
        net.tokens(ALL);
        assertHas(w);
    }

    @Test
    void locksAreListedByName() {
        TestClient a = net.client(1);
        a.lock("b");
        a.lock("\u00e4");
        a.lock("a");
        net.client(2).lock("b");
        net.tokens(ALL);
        assertEquals(new LockReply.Named(IpcError.OK, "a", 1, 0), a.next(""));
        assertEquals(new LockReply.Named(IpcError.OK, "b", 1, 1), a.next("a"));
        assertEquals("\u00e4", a.next("b").name());
        assertEquals(IpcError.NO_SECTIONS, a.next("\u00e4").error());
    }

    @Test
    void aNodeWithoutTheServiceDoesNotMatter() {
        net.node(3).runs = false;
        net.ring(ALL);
        TestClient a = net.client(1);
        a.lock("x");
        net.tokens(ALL);
        assertHas(a, "granted");
        assertEquals(2, a.status().participants());
        // the node that has no table is what makes us quorate, and has been with us
        net.ring(1, 3);
        TestClient b = net.client(1);
        b.lock("y");
        net.tokens(1, 3);
        assertHas(b, "granted");
    }

    @Test
    void aNodeWithoutTheServiceThatWasElsewhereMatters() {
        net.node(3).runs = false;
        net.ring(ALL);
        // 2 and 3 are quorate without 1, and 2 grants; then 3 changes over
        net.ring(1);
        net.ring(2, 3);
        TestClient b = net.client(2);
        b.lock("x");
        net.tokens(2, 3);
        assertHas(b, "granted");
        net.ring(1, 3);
        TestClient a = net.client(1);
        a.lock("x");
        net.tokens(1, 3);
        assertHas(a);
        net.pass(1_140, ids(1, 3));
        assertHas(a, "granted");
        assertTrue(a.token > b.token);
    }

    @Test
    void anEngineThatIsUpdatedStartsAnewAndItsLocksAreLost() {
        TestClient a = net.client(1);
        TestClient b = net.client(2);
        a.lock("x");
        net.tokens(ALL);
        b.lock("x");
        net.tokens(ALL);
        a.die();
        net.node(1).engine.stop(net.nowNs);
        net.node(1).load();
        net.ring(ALL);
        net.tokens(ALL);
        assertHas(b, "granted");
        TestClient again = net.client(1);
        again.lock("x");
        net.tokens(ALL);
        b.die();
        net.tokens(ALL);
        assertHas(again, "granted");
        assertSameTable(ALL);
    }

    @Test
    void whatAnEngineBeforeUsHasAskedForIsGivenBack() {
        TestClient a = net.client(1);
        a.lock("x");
        // sent, and not delivered before the engine goes
        net.node(1).load();
        net.ring(ALL);
        net.tokens(ALL);
        assertEquals(0, net.client(1).status().locks());
        assertSameTable(ALL);
    }

    @Test
    void theLongestLeaseThatAnybodyWantsIsTakenAndWaitedFor() {
        net.node(3).map.put("choros.lock_lease", MapValue.str("3000"));
        net.node(3).engine.onConfigurationChanged(java.util.Set.of("choros.lock_lease"), net.nowNs);
        assertTrue(net.node(3).lines.get(net.node(3).lines.size() - 1).contains("3000 ms"));
        TestClient a = net.client(1);
        TestClient b = net.client(2);
        a.lock("x");
        net.tokens(ALL);
        assertEquals(1_000, a.status().leaseMs());
        net.ring(ALL);
        assertEquals(3_000, a.status().leaseMs());
        b.lock("x");
        net.node(3).map.put("choros.lock_lease", MapValue.str("100"));
        // the one that wanted it shorter goes on; what was promised by the long one is waited for
        net.ring(2, 3);
        assertEquals(1_000, b.status().leaseMs());
        net.pass(3_340, ids(2, 3));
        assertHas(b);
        net.pass(60, ids(2, 3));
        assertHas(b, "granted");
    }

    @Test
    void aMemberThatIsNotQuorateStopsAllGrants() {
        TestClient a = net.client(1);
        TestClient h = net.client(3);
        h.lock("h");
        net.tokens(ALL);
        net.node(3).decide(false);
        net.tokens(ALL);
        assertHas(h, "granted", "lost " + LockReply.QUORUM_LOST);
        a.lock("x");
        net.tokens(ALL);
        assertHas(a);
        assertEquals(0, a.status().flags() & LockReply.ALL_QUORATE);
        assertEquals(0, a.status().held());
        net.node(3).decide(true);
        net.tokens(ALL);
        assertHas(a, "granted");
        assertFalse((a.status().flags() & LockReply.GRACE) != 0);
    }

    @Test
    void whoeverLeftInOrderLeavesNothingBehind() {
        TestClient a = net.client(1);
        TestClient b = net.client(2);
        a.lock("x");
        net.tokens(ALL);
        b.lock("x");
        net.tokens(ALL);
        a.die();
        net.node(1).engine.stop(net.nowNs);
        net.send(1);
        net.tokens(2, 3);
        net.ring(2, 3);
        net.tokens(2, 3);
        assertHas(b, "granted");
        assertEquals(0, b.status().abandoned());
    }

    @Test
    void whoMissedARingThatNobodyCompletedIsLeftBehindAtOnce() {
        TestClient a = net.client(1);
        TestClient b = net.client(2);
        long request = a.lock("x");
        net.tokens(ALL);
        b.lock("x");
        net.tokens(ALL);
        a.check(request);
        net.form(1);
        net.ring(ALL);
        net.tokens(ALL);
        assertHas(a, "granted", "lost " + LockReply.LEFT_BEHIND);
        // what was promised is kept; then its own node gives it back
        assertHas(b);
        net.pass(980, ALL);
        assertHas(b);
        net.pass(20, ALL);
        assertHas(b, "granted");
        assertSameTable(ALL);
    }

    @Test
    void whatHeIsBackWithIsReleasedBeforeTheLeaseIsOver() {
        TestClient a = net.client(1);
        TestClient b = net.client(2);
        a.lock("x");
        net.tokens(ALL);
        b.lock("x");
        net.tokens(ALL);
        net.ring(2, 3);
        net.ring(1);
        net.ring(ALL);
        // 1 says itself that it does not hold it any more
        net.tokens(ALL);
        assertHas(a, "granted", "lost " + LockReply.QUORUM_LOST);
        assertHas(b, "granted");
    }
}
