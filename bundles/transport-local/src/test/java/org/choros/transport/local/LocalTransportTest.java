package org.choros.transport.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.atomic.AtomicInteger;

import org.choros.spi.transport.TransportException;
import org.choros.spi.transport.TransportFactory;
import org.choros.spi.transport.TransportSettings;
import org.junit.jupiter.api.Test;

/** What the contract leaves open: who meets whom, the bounds and what happens at them, what a packet costs. */
class LocalTransportTest {
    private static final AtomicInteger HUBS = new AtomicInteger();

    private final String hub = "unit" + HUBS.incrementAndGet();

    private ManualNode node(int id, int members) throws TransportException {
        return new ManualNode(Settings.of(hub, 3, id, members));
    }

    private ManualNode node(String cluster, int id, int port, Map<String, String> options) throws TransportException {
        return new ManualNode(new TransportSettings("local", 2, List.of(Settings.link(0, id, port)), List.of(), id,
                true, 1000, 200, 1, cluster, options));
    }

    @Test
    void nodesMeetOnTheHubOfTheirClusterOrOnTheOneThatTheyName() throws TransportException {
        ManualNode one = node(hub, 1, 5405, Map.of());
        ManualNode two = node("another", 2, 5405, Map.of("hub", hub));
        ManualNode stranger = node(hub + "b", 3, 5405, Map.of());
        ManualNode elsewhere = node(hub, 4, 5406, Map.of());
        one.multicast("hello");
        assertEquals(List.of("hello"), one.packets());
        assertEquals(List.of("hello"), two.packets());
        assertEquals(List.of(), stranger.packets());
        assertEquals(List.of(), elsewhere.packets());
        assertEquals(List.of(1, 2, 4), LocalHub.named(hub).nodes());
        assertEquals("hub '" + hub + "' of nodes [1, 2, 4]", LocalHub.named(hub).toString());
        assertEquals(hub, LocalHub.named(hub).name());
        one.transport.close();
        assertEquals(List.of(2, 4), LocalHub.named(hub).nodes());
        assertSame(LocalHub.named(hub), LocalHub.named(hub));
    }

    @Test
    void interfacesAreReportedAsTheyAreConfigured() throws TransportException {
        TransportSettings rings = new TransportSettings("local", 2,
                List.of(Settings.link(0, 1, 5405), Settings.link(1, 1, 5407)), List.of(), 1, true, 1000, 200, 2, hub,
                Map.of());
        ManualNode one = new ManualNode(rings);
        assertEquals(List.of("NOTICE The network interface [10.1.1.1] is now up.", "up 0 10.1.1.1",
                "NOTICE The network interface [10.1.2.1] is now up.", "up 1 10.1.2.1"), one.announced);
        one.transport.checkInterfaces();
        assertEquals(List.of(), one.packets());
    }

    /** Two rings are two networks; a node's links share one order. */
    @Test
    void linksAreKeptApart() throws TransportException {
        ManualNode[] nodes = new ManualNode[2];
        for (int i = 0; i < 2; i++) {
            nodes[i] = new ManualNode(new TransportSettings("local", 2,
                    List.of(Settings.link(0, i + 1, 5405), Settings.link(1, i + 1, 5407)),
                    List.of(Settings.member(1), Settings.member(2)), i + 1, true, 1000, 200, 2, hub, Map.of()));
        }
        nodes[0].transport.multicast(1, ManualNode.packet("m"), false);
        nodes[0].transport.target(0, Settings.address(0, 2));
        nodes[0].transport.target(1, Settings.address(1, 2));
        nodes[0].transport.unicast(0, ManualNode.packet("t0"));
        nodes[0].transport.unicast(1, ManualNode.packet("t1"));
        nodes[0].transport.flush();
        assertEquals(List.of("1:m", "t0", "1:t1"), nodes[1].packets());
        assertEquals(List.of(), nodes[0].packets());
        assertEquals(List.of(1, 2), LocalHub.named(hub).nodes());
    }

    @Test
    void whoIsNotListedIsNeitherHeardNorSpokenTo() throws TransportException {
        ManualNode one = node(1, 2);
        ManualNode two = node(2, 3);
        ManualNode three = node(3, 3);
        three.multicast("from a stranger");
        three.unicast(1, "token of a stranger");
        one.multicast("for friends");
        assertEquals(List.of("for friends", "dropped UNLISTED_SOURCE", "dropped UNLISTED_SOURCE"), one.packets());
        assertEquals(List.of("from a stranger", "for friends"), two.packets());
        assertEquals(List.of("from a stranger"), three.packets());
        one.transport.members(List.of(Settings.member(1), Settings.member(2), Settings.member(3)));
        three.multicast("no stranger any more");
        one.multicast("for all");
        assertEquals(List.of("no stranger any more", "for all"), one.packets().subList(3, 5));
        assertEquals("for all", three.packets().get(2));
    }

    @Test
    void sourcesAreTold() throws TransportException {
        ManualNode one = node(1, 2);
        ManualNode two = node(2, 2);
        one.multicast("m");
        assertEquals(List.of("m"), one.packets());
        assertEquals(List.of("m"), two.packets());
        assertEquals(Collections.singletonList(null), one.sources);
        assertEquals(List.of(Settings.address(0, 1)), two.sources);
    }

    @Test
    void anAddressThatIsTakenIsNamedWithItsHubAndItsOwner() throws TransportException {
        node(1, 2);
        TransportException e = assertThrows(TransportException.class, () -> node(1, 2));
        assertEquals("address 10.1.1.1 port 5405 is taken on the hub '" + hub + "' by node 1 of this JVM; give each"
                + " node an address of its own (ring0_addr and choros.node, or bindnetaddr), or another hub",
                e.getMessage());
        assertNull(e.getCause());
    }

    /** A node without an id is called by its address, as the node itself does. */
    @Test
    void withoutAnIdTheAddressIsIt() throws TransportException {
        new ManualNode(new TransportSettings("local", 2, List.of(Settings.link(0, 9, 5405)), List.of(), 0, true, 1000,
                200, 1, hub, Map.of()));
        assertEquals(List.of(0x0A010109), LocalHub.named(hub).nodes());
    }

    // --- bounds

    @Test
    void whatDoesNotFitIntoTheInboxIsLostAndCounted() throws TransportException {
        ManualNode one = node(1, 2);
        ManualNode two = node(2, 2);
        for (int i = 0; i < Inbox.PACKETS_MAX + 3; i++) {
            one.unicast(2, "t" + i);
        }
        List<String> packets = two.packets();
        assertEquals(Inbox.PACKETS_MAX + 3, packets.size());
        assertEquals("t" + (Inbox.PACKETS_MAX - 1), packets.get(packets.size() - 1));
        assertEquals(Collections.nCopies(3, "dropped RECEIVE_FULL"),
                packets.stream().filter(event -> event.startsWith("dropped")).toList());
        assertEquals(List.of(), one.packets(), "it is the receiver who counts");
        one.unicast(2, "there is room again");
        assertTrue(two.packets().contains("there is room again"));
    }

    @Test
    void whatIsLongerThanAnyPacketIsNotSent() throws TransportException {
        ManualNode one = node(1, 2);
        ManualNode two = node(2, 2);
        one.transport.multicast(0, ByteBuffer.allocate(65_508), true);
        one.transport.flush();
        assertEquals(List.of("dropped SEND_FAILED"), one.packets());
        assertEquals(List.of(), two.packets());
    }

    /** Clients and timers of the receiver get their turn. */
    @Test
    void oneTurnHandsOverALimitedNumber() throws TransportException {
        ManualNode one = node(1, 2);
        ManualNode two = node(2, 2);
        for (int i = 0; i < 600; i++) {
            one.transport.multicast(0, ManualNode.packet("m"), false);
        }
        one.transport.flush();
        two.turn();
        assertEquals(256 + 1, two.events.size());
        assertEquals("batch", two.events.get(256));
        two.turn();
        two.turn();
        assertEquals(600 + 3, two.events.size());
        assertEquals(false, two.turn());
    }

    /** What a packet makes the node send to itself comes with the next batch, after the answers to this one. */
    @Test
    void whatIsSentToOurselvesMeanwhileComesWithALaterTask() throws TransportException {
        ManualNode one = node(1, 1);
        one.answer = () -> one.transport.multicast(0, ManualNode.packet("answer"), true);
        one.multicast("first");
        one.multicast("second");
        one.turn();
        assertEquals(List.of("first", "second", "batch"), one.events);
        one.turn();
        assertEquals(List.of("first", "second", "batch", "answer", "batch"), one.events);
    }

    // --- cost

    /** When each slot has been used once nothing is allocated any more, neither sending nor receiving. */
    @Test
    void nothingIsAllocatedForAPacket() throws TransportException {
        ManualNode one = node(1, 2);
        ManualNode two = node(2, 2);
        one.counting = true;
        two.counting = true;
        ByteBuffer packet = ByteBuffer.allocateDirect(1455);
        one.transport.target(0, Settings.address(0, 2));
        exchange(one, two, packet, 400);
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        long thread = Thread.currentThread().getId();
        long before = threads.getThreadAllocatedBytes(thread);
        int counted = one.counted + two.counted;
        exchange(one, two, packet, 1000);
        long allocated = threads.getThreadAllocatedBytes(thread) - before;
        assertEquals(31_000, one.counted + two.counted - counted);
        assertTrue(allocated < 1000, allocated + " bytes for 31000 packets");
    }

    private static void exchange(ManualNode one, ManualNode two, ByteBuffer packet, int rounds) {
        for (int round = 0; round < rounds; round++) {
            for (int i = 0; i < 10; i++) {
                one.transport.multicast(0, packet, true);
            }
            for (int i = 0; i < 10; i++) {
                one.transport.multicast(0, packet, false);
            }
            one.transport.unicast(0, packet);
            one.transport.flush();
            two.run();
            one.run();
        }
    }

    /** A node without a service registry finds it by its name. */
    @Test
    void isFoundOnTheClassPath() {
        List<TransportFactory> found = ServiceLoader.load(TransportFactory.class).stream()
                .map(ServiceLoader.Provider::get).toList();
        assertEquals(List.of("local"), found.get(0).transports());
        assertEquals(1, found.size());
    }
}
