package org.choros.transport.udp;

import static org.choros.transport.udp.TestNode.bytes;
import static org.choros.transport.udp.TestNode.ip;
import static org.choros.transport.udp.TestNode.settings;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.MulticastSocket;
import java.net.NetworkInterface;
import java.net.StandardProtocolFamily;
import java.nio.channels.DatagramChannel;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.FutureTask;
import java.util.stream.IntStream;

import org.choros.spi.transport.Transport;
import org.choros.spi.transport.TransportSettings;
import org.choros.transport.udp.Network.Side;
import org.choros.transport.udp.TestNode.Below;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Totem spec, sections 5.1 and 5.5: multicast and broadcast between two network namespaces, and lost interfaces. */
class UdpTest {
    private static final String GROUP = "239.192.81.7";
    /** The same as the kernel shows it, and the address of the right side. */
    private static final String GROUP_IN_PROC = "0751C0EF";
    private static final String RIGHT_IN_PROC = "0200510A";
    private static final int PORT = 5405;
    private static Network network;

    @BeforeAll
    static void makeNetwork() {
        Optional<Network> made = Network.make();
        assumeTrue(made.isPresent(), "needs the right to make network namespaces");
        network = made.get();
    }

    @AfterAll
    static void removeNetwork() {
        if (network != null) {
            network.close();
        }
    }

    private static TransportSettings udp(Side side, int dialect) {
        return settings("udp", dialect, side.ip(), GROUP, PORT, network.left().ip(), network.right().ip());
    }

    private static TestNode node(Below below, Side side) {
        TestNode node = new TestNode(below, side).start(udp(side, 3));
        node.await("up " + side.ip());
        return node;
    }

    @ParameterizedTest
    @EnumSource(Below.class)
    void everybodyHearsTheGroupAndTheSenderHearsItselfOnce(Below below) {
        try (TestNode a = node(below, network.left()); TestNode b = node(below, network.right())) {
            a.with(transport -> {
                for (int i = 0; i < 50; i++) {
                    transport.multicast(0, bytes("join" + i), true);
                    transport.multicast(0, bytes("ordered" + i), false);
                }
                transport.flush();
            });
            b.await("packet ordered49");
            a.await("packet join49");
            assertEquals(IntStream.range(0, 100).mapToObj(i -> (i % 2 == 0 ? "join" : "ordered") + i / 2).toList(),
                    b.packets());
            // b's answer comes behind anything of a's that the network could have looped back
            b.with(transport -> {
                transport.multicast(0, bytes("answer"), false);
                transport.flush();
            });
            a.await("packet answer");
            assertEquals(51, a.packets().size(), () -> a.packets().toString());
            assertEquals(IntStream.range(0, 50).mapToObj(i -> "join" + i).toList(), a.packets().subList(0, 50));
        }
    }

    /** Section 4.8 step 3: a token waits for everything on the multicast path, whatever the system reports first. */
    @ParameterizedTest
    @EnumSource(Below.class)
    void aTokenComesBehindAllMulticastsAndMarksThem(Below below) {
        try (TestNode a = node(below, network.left()); TestNode b = node(below, network.right())) {
            b.with(blocked -> {
                a.with(transport -> {
                    transport.target(0, ip(network.right().ip()));
                    transport.unicast(0, bytes("token"));
                    for (int i = 0; i < 300; i++) {
                        transport.multicast(0, bytes("m" + i), false);
                    }
                    transport.flush();
                });
                if (below != Below.EXECUTOR) {
                    // what has left one namespace comes into the other by an interrupt, which may take its time
                    arrived(a, 300);
                }
                blocked.multicast(0, bytes("own"), true);
            });
            b.await("packet token");
            if (below == Below.EXECUTOR) {
                // the I/O thread was not blocked, so it may have read the token before the rest was sent
                b.await("m299, marked or not", () -> b.packets().contains("m299") || b.packets().contains("m299!"));
                return;
            }
            List<String> packets = b.packets();
            assertEquals(302, packets.size(), packets::toString);
            assertEquals("token", packets.get(301));
            assertTrue(packets.contains("own") || packets.contains("own!"));
            List<String> ordered = packets.stream().filter(packet -> packet.startsWith("m")).toList();
            assertEquals(IntStream.range(0, 300).mapToObj(i -> "m" + i).toList(),
                    ordered.stream().map(packet -> packet.replace("!", "")).toList());
            if (below == Below.EPOLL) {
                // epoll reports sockets in the order of arrival, so the token was read first
                assertTrue(ordered.stream().allMatch(packet -> packet.endsWith("!")), ordered::toString);
            }
        }
    }

    /** Waits on the right side until so many small packets for the group wait in its socket. */
    private static void arrived(TestNode left, int packets) {
        try (DatagramChannel probe = DatagramChannel.open(StandardProtocolFamily.INET)
                .bind(new InetSocketAddress(network.right().ip(), 0))) {
            InetSocketAddress target = (InetSocketAddress) probe.getLocalAddress();
            left.call(() -> {
                try (DatagramSocket from = new DatagramSocket()) {
                    from.send(new DatagramPacket(new byte[4], 4, target));
                }
                return null;
            });
            long one = SocketRoom.await(RIGHT_IN_PROC, target.getPort(), 1);
            SocketRoom.await(GROUP_IN_PROC, PORT, packets * one);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** All datagrams leave from port p - 1, tokens too; the time to live is the configured one. */
    @Test
    void sendsFromThePortsOfTheRealOne() {
        try (TestNode a = node(Below.EPOLL, network.left());
                TestNode b = new TestNode(Below.EXECUTOR, network.right())) {
            List<InetSocketAddress> sources = b.call(() -> {
                NetworkInterface device = NetworkInterface.getByName(network.right().device());
                try (MulticastSocket group = new MulticastSocket(new InetSocketAddress(GROUP, PORT));
                        DatagramSocket tokens = new DatagramSocket(
                                new InetSocketAddress(network.right().ip(), PORT))) {
                    group.joinGroup(new InetSocketAddress(GROUP, PORT), device);
                    a.with(transport -> {
                        transport.multicast(0, bytes("m"), false);
                        transport.target(0, ip(network.right().ip()));
                        transport.unicast(0, bytes("t"));
                        transport.flush();
                    });
                    return List.of(source(group), source(tokens));
                }
            });
            InetSocketAddress expected = new InetSocketAddress(network.left().ip(), PORT - 1);
            assertEquals(List.of(expected, expected), sources);
        }
    }

    private static InetSocketAddress source(DatagramSocket socket) throws java.io.IOException {
        DatagramPacket packet = new DatagramPacket(new byte[100], 100);
        socket.setSoTimeout(20_000);
        socket.receive(packet);
        return (InetSocketAddress) packet.getSocketAddress();
    }

    @ParameterizedTest
    @EnumSource(Below.class)
    void closingSendsTheLeaveAndFreesThePorts(Below below) {
        try (TestNode b = node(below, network.right())) {
            for (int round = 0; round < 3; round++) {
                String leave = "leave" + round;
                TestNode a = node(below, network.left());
                a.with(transport -> transport.multicast(0, bytes(leave), true));
                a.close();
                b.await("packet " + leave);
            }
        }
    }

    @Test
    void saysThatThePortBelowIsTaken() {
        try (TestNode a = new TestNode(Below.EPOLL, network.left())) {
            String text = a.call(() -> {
                try (DatagramSocket taken = new DatagramSocket(
                        new InetSocketAddress(network.left().ip(), PORT - 1))) {
                    Transport transport = new UdpTransportFactory().create(udp(network.left(), 3), a);
                    return assertThrows(org.choros.spi.transport.TransportException.class, transport::start)
                            .getMessage();
                }
            });
            assertTrue(text.contains(network.left().ip() + " port " + (PORT - 1)), text);
            // nothing of the failed start is left behind
            a.start(udp(network.left(), 3));
        }
    }

    @ParameterizedTest
    @EnumSource(Below.class)
    void broadcastReachesTheOther(Below below) {
        try (TestNode a = new TestNode(below, network.left()).start(
                settings("udp", 2, network.left().ip(), "255.255.255.255", PORT));
                TestNode b = new TestNode(below, network.right()).start(
                        settings("udp", 2, network.right().ip(), "255.255.255.255", PORT))) {
            b.await("up " + network.right().ip());
            a.with(transport -> {
                transport.multicast(0, bytes("to all"), false);
                transport.flush();
            });
            b.await("packet to all");
        }
    }

    @Test
    void carriesIpv6() {
        TransportSettings left = settings("udp", 3, network.left().ip6(), "ff15::81", PORT);
        TransportSettings right = settings("udp", 3, network.right().ip6(), "ff15::81", PORT);
        try (TestNode a = new TestNode(Below.EPOLL, network.left());
                TestNode b = new TestNode(Below.EPOLL, network.right())) {
            a.start(left, () -> List.of(listed(network.left())));
            b.start(right, () -> List.of(listed(network.right())));
            // the kernel makes an interface ready for groups of IPv6 in its own time after it is up
            b.await("both packets at b", () -> {
                a.with(transport -> {
                    transport.multicast(0, bytes("six"), true);
                    transport.target(0, ip(network.right().ip6()));
                    transport.unicast(0, bytes("token"));
                    transport.flush();
                });
                return b.packets().containsAll(List.of("six", "token"));
            });
            a.await("packet six");
        }
    }

    /** The process's own view of IPv6 addresses is that of its first thread, so they are given by hand. */
    private static LocalInterface listed(Side side) {
        try {
            return new LocalInterface(NetworkInterface.getByName(side.device()), ip(side.ip6()), 64, true);
        } catch (java.net.SocketException e) {
            throw new AssertionError(e);
        }
    }

    /** Section 5.5, for both transports: down is reported once, the node hears itself, up is reported again. */
    @ParameterizedTest
    @EnumSource(Below.class)
    void survivesALostInterface(Below below) {
        for (String kind : List.of("udp", "udpu")) {
            Side side = network.left();
            TransportSettings mine = settings(kind, 3, side.ip(), GROUP, PORT, side.ip(), network.right().ip());
            TransportSettings theirs = settings(kind, 3, network.right().ip(), GROUP, PORT, side.ip(),
                    network.right().ip());
            try (TestNode a = new TestNode(below, side).start(mine);
                    TestNode b = new TestNode(below, network.right()).start(theirs)) {
                a.await("NOTICE The network interface [" + side.ip() + "] is now up.");
                a.await("up " + side.ip());
                a.with(transport -> transport.ringMembers(List.of(ip(side.ip()))));
                a.forget();
                side.down();
                a.await("down " + side.ip());
                assertTrue(a.events().contains("NOTICE The network interface is down."));
                a.with(transport -> {
                    transport.multicast(0, bytes("own join"), true);
                    transport.multicast(0, bytes("ordered"), false);
                    transport.target(0, ip(network.right().ip()));
                    transport.unicast(0, bytes("to nobody"));
                    transport.target(0, ip(side.ip()));
                    transport.unicast(0, bytes("own token"));
                    transport.flush();
                });
                a.await("packet own token");
                assertEquals(List.of("own join", "own token"), a.packets());
                a.forget();
                side.up();
                a.await("up " + side.ip());
                assertFalse(a.events().contains("down " + side.ip()));
                b.await("up " + network.right().ip());
                // the link needs a moment until both sides forward
                a.await("a packet at b", () -> {
                    a.with(transport -> {
                        transport.multicast(0, bytes("again"), true);
                        transport.flush();
                    });
                    return b.packets().contains("again");
                });
            }
        }
    }

    /** A pulled cable is no reason to move: only an interface that was switched off is down. */
    @Test
    void staysWithAnInterfaceWithoutCarrier() throws Exception {
        try (Network own = Network.make().orElseThrow()) {
            own.right().down();
            assertEquals(Optional.of(true), isUp(own.left()));
            own.left().down();
            assertEquals(Optional.of(false), isUp(own.left()));
            own.left().up();
            assertEquals(Optional.of(true), isUp(own.left()));
        }
    }

    private static Optional<Boolean> isUp(Side side) throws Exception {
        FutureTask<Optional<Boolean>> look = new FutureTask<>(() -> {
            side.enter();
            return InterfaceLookup.all().stream().filter(found -> found.address().equals(ip(side.ip())))
                    .map(LocalInterface::up).findFirst();
        });
        new Thread(look).start();
        return look.get();
    }

    /** A node in a ring does not poll, it looks when the token is lost. */
    @Test
    void looksWhenAsked() {
        Side side = network.left();
        try (TestNode a = node(Below.EPOLL, side)) {
            List<LocalInterface> none = List.of();
            a.with(transport -> transport.ringMembers(List.of(ip(side.ip()), ip(network.right().ip()))));
            assertEquals(Optional.empty(), InterfaceLookup.choose(ip(side.ip()), none));
            side.down();
            a.with(Transport::checkInterfaces);
            a.await("down " + side.ip());
            side.up();
            a.await("up " + side.ip(), () -> a.events().lastIndexOf("up " + side.ip()) > a.events()
                    .indexOf("down " + side.ip()));
        }
    }
}
