package ${package};

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertNull;
import static org.junit.Assert.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

import org.junit.Test;

import ${package}.client.TallyProtocol;

/** Engines as plain objects: no node, no network, no time. */
public class TallyEngineTest {
    private final TestNode one = new TestNode(1);
    private final TestNode two = new TestNode(2);
    private final TestClient atOne = new TestClient(one);
    private final TestClient atTwo = new TestClient(two);

    @Test
    public void allAddInOneOrder() {
        TestRing ring = new TestRing(one, two);
        atTwo.add("apples", 2);
        atOne.add("apples", 3);
        assertEquals("an answer comes with the order", "", atOne.told() + atTwo.told());
        ring.deliver();
        assertEquals("3", atOne.told());
        assertEquals("5", atTwo.told());
        atOne.get("apples");
        assertEquals("5", atOne.told());
        atTwo.get("pears");
        assertEquals("error 12", atTwo.told());
        assertEquals(2, two.counter("changes"));
    }

    @Test
    public void whoJoinsIsSentTheNumbers() {
        TestRing alone = new TestRing(one);
        atOne.add("apples", 3);
        atOne.add("pears", -1);
        alone.deliver();
        new TestRing(one, two);
        atTwo.get("apples");
        atTwo.get("pears");
        assertEquals("3 -1", atTwo.told());
    }

    @Test
    public void ofTwoPartsTheOneThatWentOnIsKept() {
        TestRing both = new TestRing(one, two);
        atOne.add("apples", 3);
        both.deliver();
        TestRing part = new TestRing(one);
        new TestRing(two);
        two.quorate = false;
        atOne.add("apples", 1);
        part.deliver();
        atTwo.add("apples", 100);
        assertEquals("error 6", atTwo.told());
        two.quorate = true;
        new TestRing(one, two);
        atTwo.get("apples");
        assertEquals("4", atTwo.told());
    }

    @Test
    public void refusesBeforeItHasANumberAndAtEachBound() {
        atOne.add("apples", 1);
        atOne.get("apples");
        assertEquals("error 6 error 6", atOne.told());
        TestRing ring = new TestRing(one, two);
        one.full = true;
        atOne.add("apples", 1);
        assertEquals("error 6", atOne.told());
        one.full = false;
        for (int i = 0; i <= Tally.NAMES_MAX; i++) {
            atOne.add("name" + i, 1);
        }
        ring.deliver();
        assertTrue(atOne.told().endsWith("1 error 15"));
        assertEquals(Tally.NAMES_MAX, two.counter("names"));
        for (int i = 0; i <= TallyEngine.WAITING_MAX; i++) {
            atOne.add("name0", 1);
        }
        assertEquals("error 6", atOne.told());
        ring.deliver();
        assertEquals(0, one.counter("waiting"));
    }

    @Test
    public void anOverflowChangesNothing() {
        TestRing ring = new TestRing(one, two);
        atOne.add("apples", Long.MAX_VALUE);
        atOne.add("apples", 1);
        ring.deliver();
        assertEquals(Long.MAX_VALUE + " error 7", atOne.told());
        assertEquals(1, two.counter("changes"));
    }

    @Test
    public void refusesWhatIsMalformed() {
        TestRing ring = new TestRing(one, two);
        ByteBuffer unnamed = TestClient.request(TallyProtocol.ADD, TallyProtocol.ADD_SIZE);
        atOne.send(unnamed);
        ByteBuffer short1 = TestClient.request(TallyProtocol.GET, TallyProtocol.GET_SIZE - 1);
        atOne.send(short1);
        ByteBuffer endless = TestClient.request(TallyProtocol.GET, TallyProtocol.GET_SIZE);
        for (int at = TallyProtocol.GET_NAME_AT; at < TallyProtocol.GET_SIZE; at++) {
            endless.put(at, (byte) 'a');
        }
        atOne.send(endless);
        assertEquals("error 7 error 7 error 7", atOne.told());
        ByteBuffer forged = ByteBuffer.allocate(24).order(ByteOrder.LITTLE_ENDIAN)
                .putInt(0, TallyFactory.ID << 16).putInt(8, 24);
        ring.deliver(2, forged);
        assertEquals(1, one.counter("malformed"));
        assertEquals(0, one.counter("changes"));
    }

    @Test
    public void whoIsGoneIsNotAnswered() {
        TestRing ring = new TestRing(one, two);
        atOne.add("apples", 3);
        atOne.die();
        ring.deliver();
        assertEquals("", atOne.told());
        atTwo.get("apples");
        assertEquals("3", atTwo.told());
    }

    @Test
    public void aSnapshotIsCheckedWholly() {
        Tally tally = new Tally();
        tally.add("apples", 3);
        tally.add("pears", 4);
        ByteBuffer snapshot = tally.snapshot();
        assertEquals(tally.digest(), Tally.read(snapshot).digest());
        assertNull(Tally.read(snapshot.slice(0, snapshot.limit() - 1)));
        assertNull(Tally.read(snapshot.slice(0, 8)));
        snapshot.put(16, (byte) 0);
        assertNull("a name is empty", Tally.read(snapshot));
    }
}
