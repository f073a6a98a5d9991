package org.choros.node.services;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

import org.choros.spi.engine.EngineException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** V10, of requests that nobody answers: what was taken from a client is done, or its connection breaks visibly. */
class HeldRequestsTest {
    private static final int SERVICE = 2;
    private static final int MCAST = 2;
    private static final int ASKED = 3;
    private static final int FREE = 1;

    private final FakeHost host = new FakeHost();
    private final ServiceTable table = new ServiceTable(host);
    private final FakeSession one = new FakeSession(1);
    private final FakeSession two = new FakeSession(2);
    private final FakeEngine engine = new FakeEngine(SERVICE, false, true);

    @BeforeEach
    void load() throws EngineException {
        engine.gatedFrom = MCAST;
        engine.unanswered = MCAST;
        table.load(engine, 1);
        table.onConnect(SERVICE, one);
        table.onConnect(SERVICE, two);
        engine.calls.clear();
        host.calls.clear();
        host.lines.clear();
    }

    private void send(FakeSession session, int id, int length) {
        ByteBuffer request = ByteBuffer.allocate(length + 3).order(ByteOrder.LITTLE_ENDIAN);
        request.putInt(3, id).putInt(11, length).position(3);
        table.onRequest(SERVICE, session, request, 5);
    }

    @Test
    void theFirstThatFindsNoRoomHoldsTheWholeService() {
        host.room = 100;
        send(one, MCAST, 101);
        assertEquals(List.of("flow 2 2"), host.calls);
        assertTrue(table.holdsRequests());
        table.takeHeld(6);
        assertEquals(List.of(), engine.calls);
        host.room = 101;
        table.takeHeld(7);
        assertEquals(List.of("onRequest 2 of 1, 101"), engine.calls);
        assertEquals(List.of("flow 2 2", "flow 2 0"), host.calls);
        assertFalse(table.holdsRequests());
        assertEquals(List.of(), host.lines);
    }

    @Test
    void aSynchronisationIsWaitedFor() {
        host.synchronising = true;
        table.updateFlowControl();
        // who connects now is not told, and its messages come nevertheless
        send(one, MCAST, 20);
        host.synchronising = false;
        table.takeHeld(7);
        assertEquals(List.of("onRequest 2 of 1, 20"), engine.calls);
        assertEquals(List.of("flow 2 2", "flow 2 2", "flow 2 0"), host.calls);
        assertEquals(0, one.responses.size());
    }

    /** A request behind one that waits must not overtake it, whatever it is. */
    @Test
    void orderIsKeptForEachClientAndAmongThoseThatNobodyAnswers() {
        host.room = 100;
        send(one, MCAST, 101);
        send(one, FREE, 20);
        send(two, FREE, 21);
        send(two, MCAST, 22);
        send(two, ASKED, 23);
        assertEquals(List.of("onRequest 1 of 2, 21"), engine.calls);
        host.room = 200;
        table.takeHeld(7);
        assertEquals(List.of("onRequest 1 of 2, 21", "onRequest 2 of 1, 101", "onRequest 1 of 1, 20",
                "onRequest 2 of 2, 22", "onRequest 3 of 2, 23"), engine.calls);
    }

    @Test
    void whatTheEngineStillKeepsGoesFirst() {
        engine.backlogged = true;
        send(one, MCAST, 20);
        send(two, ASKED, 20);
        assertEquals(List.of("onRequest 3 of 2, 20"), engine.calls);
        engine.backlogged = false;
        table.takeHeld(7);
        assertEquals("onRequest 2 of 1, 20", engine.calls.get(1));
    }

    /** A question that waited behind is asked to try again when its own turn finds no room. */
    @Test
    void whatIsAnsweredIsRefusedInItsTurn() {
        host.room = 10;
        send(one, MCAST, 50);
        send(one, ASKED, 60);
        send(one, MCAST, 70);
        host.room = 50;
        table.takeHeld(7);
        assertEquals(List.of("onRequest 2 of 1, 50"), engine.calls);
        assertEquals(6, one.responses.get(0).getInt(16));
        assertTrue(table.holdsRequests());
        host.room = 70;
        table.takeHeld(8);
        assertEquals("onRequest 2 of 1, 70", engine.calls.get(1));
    }

    @Test
    void whoIsGoneHoldsNobody() {
        host.room = 10;
        send(one, MCAST, 50);
        send(two, MCAST, 20);
        table.onDisconnect(SERVICE, one, 6);
        host.room = 20;
        table.takeHeld(7);
        assertEquals(List.of("onDisconnect", "onRequest 2 of 2, 20"), engine.calls);
        send(two, MCAST, 21);
        table.onDisconnect(SERVICE, two, 8);
        assertFalse(table.holdsRequests());
        assertEquals("flow 2 0", host.calls.get(host.calls.size() - 1));
    }

    @Test
    void anEngineThatGoesTakesItsRequestsAlong() {
        host.room = 10;
        send(one, MCAST, 50);
        table.unload(SERVICE, 6);
        assertFalse(table.holdsRequests());
        table.takeHeld(7);
        assertEquals(List.of("stop"), engine.calls);
    }

    @Test
    void anEngineThatThrowsOverOneLosesItsClientOnly() {
        host.room = 10;
        send(one, MCAST, 50);
        send(one, MCAST, 51);
        send(two, MCAST, 52);
        engine.throwing = "onRequest";
        host.room = 51;
        table.takeHeld(7);
        assertTrue(one.disconnected);
        assertEquals(List.of("onRequest 2 of 1, 50"), engine.calls);
        engine.throwing = "";
        host.room = 52;
        table.takeHeld(8);
        assertFalse(two.disconnected);
        assertEquals("onRequest 2 of 2, 52", engine.calls.get(1));
    }

    @Test
    void whatIsTooLongForEverBreaksTheConnection() {
        send(one, MCAST, (1 << 20) + 1);
        assertTrue(one.disconnected);
        assertEquals(List.of("warning MAIN A message is too long for the ring, disconnecting process 4711"),
                host.lines);
        assertFalse(table.holdsRequests());
    }

    @Test
    void whatWaitsIsBoundedInBytesAndNumber() {
        host.synchronising = true;
        int length = 1 << 20;
        for (int i = 0; i < HeldRequests.BYTES_MAX / length; i++) {
            send(one, MCAST, length);
            assertFalse(one.disconnected);
        }
        send(two, MCAST, 16);
        assertTrue(two.disconnected);
        assertEquals(List.of("warning MAIN Too many requests wait for the ring, disconnecting process 4711"),
                host.lines);
        table.onDisconnect(SERVICE, one, 6);
        FakeSession three = new FakeSession(3);
        table.onConnect(SERVICE, three);
        for (int i = 0; i < HeldRequests.REQUESTS_MAX; i++) {
            send(three, MCAST, 16);
            assertFalse(three.disconnected);
        }
        send(three, MCAST, 16);
        assertTrue(three.disconnected);
        assertFalse(table.holdsRequests());
        host.synchronising = false;
        engine.calls.clear();
        table.takeHeld(7);
        assertEquals(List.of(), engine.calls);
    }
}
