package org.choros.transport.udp;

import static org.choros.transport.udp.TestNode.bytes;
import static org.choros.transport.udp.TestNode.ip;
import static org.choros.transport.udp.TestNode.settings;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

import org.choros.spi.transport.Member;
import org.choros.spi.transport.Transport;
import org.choros.spi.transport.TransportException;
import org.choros.spi.transport.TransportSettings;
import org.choros.transport.udp.TestNode.Below;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Totem spec, section 5.2: unicast to a list, over real sockets on loopback addresses. */
class UdpuTest {
    private static final String A = "127.0.7.1";
    private static final String B = "127.0.7.2";
    private static final String C = "127.0.7.3";

    private static int freePort() {
        try (DatagramSocket probe = new DatagramSocket(new InetSocketAddress(A, 0))) {
            return probe.getLocalPort();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static List<String> numbered(String prefix, int count) {
        return IntStream.range(0, count).mapToObj(i -> prefix + i).toList();
    }

    @ParameterizedTest
    @EnumSource(Below.class)
    void carriesMulticastsAndTokensInOrderAlsoToOurselves(Below below) {
        int port = freePort();
        try (TestNode a = new TestNode(below).start(settings("udpu", 3, A, null, port, A, B));
                TestNode b = new TestNode(below).start(settings("udpu", 3, B, null, port, A, B))) {
            a.await("up " + A);
            b.await("up " + B);
            a.with(transport -> {
                for (int i = 0; i < 100; i++) {
                    ByteBuffer packet = bytes("m" + i);
                    transport.multicast(0, packet, i % 10 == 0);
                    assertEquals(0, packet.position());
                    packet.put(0, (byte) 'x');
                }
                transport.flush();
            });
            b.await("packet m99");
            a.await("packet m99");
            assertEquals(numbered("m", 100), b.packets());
            assertEquals(numbered("m", 100), a.packets());
            assertTrue(b.events().contains("batch"));

            a.with(transport -> {
                transport.target(0, ip(B));
                transport.unicast(0, bytes("token to b"));
                transport.flush();
                transport.target(0, ip(A));
                transport.unicast(0, bytes("token to a"));
                transport.flush();
            });
            b.await("packet token to b");
            a.await("packet token to a");
            assertFalse(b.packets().contains("token to a"));
        }
    }

    /** The layout of section 5.2: the token comes from port p, multicasts from another one for each member. */
    @Test
    void sendsFromThePortsOfTheRealOne() throws Exception {
        int port = freePort();
        try (DatagramSocket b = new DatagramSocket(new InetSocketAddress(B, port));
                DatagramSocket c = new DatagramSocket(new InetSocketAddress(C, port));
                TestNode a = new TestNode(Below.EPOLL).start(settings("udpu", 3, A, null, port, A, B, C))) {
            a.with(transport -> {
                transport.multicast(0, bytes("m"), false);
                transport.target(0, ip(B));
                transport.unicast(0, bytes("t"));
                transport.flush();
            });
            InetSocketAddress toB = source(b);
            InetSocketAddress toC = source(c);
            assertEquals(ip(A), toB.getAddress());
            assertFalse(toB.getPort() == port || toB.getPort() == toC.getPort());
            assertEquals(new InetSocketAddress(A, port), source(b));
        }
    }

    private static InetSocketAddress source(DatagramSocket socket) throws IOException {
        DatagramPacket packet = new DatagramPacket(new byte[100], 100);
        socket.setSoTimeout(20_000);
        socket.receive(packet);
        return (InetSocketAddress) packet.getSocketAddress();
    }

    /** Section 8, rule 20. */
    @ParameterizedTest
    @EnumSource(Below.class)
    void dropsWhatComesFromAnUnlistedAddress(Below below) throws Exception {
        int port = freePort();
        try (TestNode a = new TestNode(below).start(settings("udpu", 3, A, null, port, A, B));
                DatagramSocket stranger = new DatagramSocket(new InetSocketAddress(C, 0));
                DatagramSocket friend = new DatagramSocket(new InetSocketAddress(B, 0))) {
            send(stranger, "strange", 7, port);
            send(friend, "friendly", 8, port);
            a.await("packet friendly");
            assertEquals(List.of("friendly"), a.packets());
            assertTrue(a.events().contains("dropped UNLISTED_SOURCE"));
            a.with(transport -> transport.members(List.of(new Member(1, List.of(ip(A))),
                    new Member(3, List.of(ip(C))))));
            send(friend, "no friend any more", 18, port);
            send(stranger, "not strange any more", 20, port);
            a.await("packet not strange any more");
            assertEquals(List.of("friendly", "not strange any more"), a.packets());
            assertTrue(a.events().contains("NOTICE adding new UDPU member {" + C + "}"));
            assertTrue(a.events().contains("NOTICE removing UDPU member {" + B + "}"));
        }
    }

    private static void send(DatagramSocket from, String text, int length, int port) throws IOException {
        from.send(new DatagramPacket(bytes(text, length).array(), length, ip(A), port));
    }

    @ParameterizedTest
    @EnumSource(Below.class)
    void takesTheLargestDatagramsAndInDialectTwoDropsThoseOverTenThousand(Below below) throws Exception {
        int port = freePort();
        try (TestNode a = new TestNode(below).start(settings("udpu", 3, A, null, port, A, B));
                TestNode b = new TestNode(below).start(settings("udpu", 3, B, null, port, A, B))) {
            a.with(transport -> {
                transport.multicast(0, bytes("big", 65_507), true);
                transport.flush();
            });
            b.await("packet big of 65507");
        }
        int other = freePort();
        try (TestNode a = new TestNode(below).start(settings("udpu", 2, A, null, other, A, B));
                DatagramSocket b = new DatagramSocket(new InetSocketAddress(B, 0))) {
            send(b, "over", 10_001, other);
            send(b, "just", 10_000, other);
            a.await("packet just of 10000");
            assertEquals(1, a.packets().size());
            assertTrue(a.events().contains("dropped TRUNCATED"));
        }
    }

    /** Section 5.2: 2.4 sends ordered messages to active members only, unless nobody was told anything for a while. */
    @Test
    void dialectTwoSparesMembersThatAreNotInTheRing() {
        int port = freePort();
        TransportSettings base = settings("udpu", 2, A, null, port, A, B, C);
        TransportSettings patient = new TransportSettings("udpu", 2, base.links(), base.members(), 1, true, 50,
                1_000_000, 1);
        try (TestNode b = new TestNode(Below.EPOLL).start(settings("udpu", 2, B, null, port, A, B, C));
                TestNode c = new TestNode(Below.EPOLL).start(settings("udpu", 2, C, null, port, A, B, C))) {
            try (TestNode a = new TestNode(Below.EPOLL).start(patient)) {
                a.with(transport -> {
                    transport.ringMembers(List.of(ip(A), ip(B)));
                    transport.multicast(0, bytes("ordered"), false);
                    transport.multicast(0, bytes("join"), true);
                    transport.flush();
                });
                c.await("packet join");
                b.await("packet join");
                assertEquals(List.of("join"), c.packets());
                assertEquals(List.of("ordered", "join"), b.packets());
            }
            TransportSettings forgetful = new TransportSettings("udpu", 2, base.links(), base.members(), 1, true, 50,
                    0, 1);
            try (TestNode a = new TestNode(Below.EPOLL).start(forgetful)) {
                a.with(transport -> {
                    transport.ringMembers(List.of(ip(A), ip(B)));
                    transport.multicast(0, bytes("to all"), false);
                    transport.flush();
                });
                c.await("packet to all");
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Below.class)
    void closingSendsWhatWasGivenAndFreesThePort(Below below) {
        int port = freePort();
        try (TestNode b = new TestNode(below).start(settings("udpu", 3, B, null, port, A, B))) {
            for (int round = 0; round < 5; round++) {
                TestNode a = new TestNode(below).start(settings("udpu", 3, A, null, port, A, B));
                String leave = "leave " + round;
                a.with(transport -> transport.multicast(0, bytes(leave), true));
                a.close();
                b.await("packet " + leave);
            }
        }
    }

    /** A transport bundle is updated in place: the next one starts in the task that closed the last. */
    @ParameterizedTest
    @EnumSource(Below.class)
    void theNextTransportMayStartAtOnce(Below below) {
        int port = freePort();
        TransportSettings settings = settings("udpu", 3, A, null, port, A);
        try (TestNode a = new TestNode(below).start(settings)) {
            a.await("up " + A);
            a.replace(settings);
            a.with(transport -> {
                transport.multicast(0, bytes("again"), true);
                transport.flush();
            });
            a.await("packet again");
        }
    }

    @ParameterizedTest
    @EnumSource(Below.class)
    void saysWhichAddressAndPortAreTaken(Below below) throws Exception {
        int port = freePort();
        try (DatagramSocket taken = new DatagramSocket(new InetSocketAddress(A, port));
                TestNode a = new TestNode(below)) {
            String text = failure(a, settings("udpu", 3, A, null, port, A));
            assertTrue(text.contains(A + " port " + taken.getLocalPort()) && text.contains("in use"), text);
        }
    }

    /** Section 5.5: udpu refuses to start with the interface down. */
    @Test
    void saysWhichAddressIsOnNoInterface() {
        try (TestNode a = new TestNode(Below.EPOLL)) {
            String text = failure(a, settings("udpu", 3, "203.0.113.77", null, 5405, "203.0.113.77"));
            assertTrue(text.contains("203.0.113.77 port 5405"), text);
        }
    }

    private static String failure(TestNode node, TransportSettings settings) {
        Throwable cause = assertThrows(AssertionError.class, () -> node.start(settings)).getCause();
        assertEquals(TransportException.class, cause.getClass(), cause::toString);
        return cause.getMessage();
    }

    @ParameterizedTest
    @EnumSource(Below.class)
    void throwsAwayWhatWaitedDuringAPause(Below below) throws Exception {
        int port = freePort();
        try (TestNode a = new TestNode(below).start(settings("udpu", 3, A, null, port, A, B));
                DatagramSocket b = new DatagramSocket(new InetSocketAddress(B, 0))) {
            a.await("up " + A);
            a.with(transport -> {
                // the ring thread is here, so these wait in the socket (or are posted)
                try {
                    for (int i = 0; i < 50; i++) {
                        send(b, "stale", 5, port);
                    }
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
                transport.discardReceived();
            });
            // behind the discarding on whichever thread reads
            a.await("a fresh packet", () -> {
                try {
                    send(b, "fresh", 5, port);
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
                return a.packets().contains("fresh");
            });
            assertFalse(a.packets().contains("stale"), a.packets()::toString);
        }
    }

    /** A packet that makes the node discard takes the rest of its batch with it. */
    @Test
    void discardingInsideABatchEndsTheBatch() throws Exception {
        int port = freePort();
        try (TestNode a = new TestNode(Below.EPOLL).start(settings("udpu", 3, A, null, port, A, B));
                DatagramSocket b = new DatagramSocket(new InetSocketAddress(B, 0))) {
            List<Transport> transports = new ArrayList<>();
            a.with(transports::add);
            a.whenReceiving(packet -> {
                if (packet.get(packet.position()) == 'd') {
                    transports.get(0).discardReceived();
                }
            });
            a.with(transport -> {
                try {
                    send(b, "discard", 7, port);
                    send(b, "stale", 5, port);
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            });
            a.await("packet discard");
            send(b, "end", 3, port);
            a.await("packet end");
            assertEquals(List.of("discard", "end"), a.packets());
        }
    }

    @Test
    void refusesSettingsThatCannotWork() {
        try (TestNode a = new TestNode(Below.EPOLL)) {
            assertTrue(failure(a, settings("knet", 3, A, null, 5405, A)).contains("knet"));
            assertTrue(failure(a, settings("udp", 3, A, null, 5405, A)).contains("mcastaddr"));
            assertTrue(failure(a, settings("udp", 3, A, "10.0.0.1", 5405, A)).contains("10.0.0.1"));
            assertTrue(failure(a, settings("udp", 3, A, "ff15::1", 5405, A)).contains("family"));
            assertTrue(failure(a, settings("udp", 3, A, "239.192.1.1", 1, A)).contains("mcastport 1"));
            TransportSettings good = settings("udp", 2, A, "239.192.1.1", 5405);
            TransportSettings redundant = new TransportSettings("udp", 2,
                    List.of(good.links().get(0), good.links().get(0)), good.members(), 1, true, 50, 200, 2);
            assertTrue(failure(a, redundant).contains("two interface sections have the number 0"));
            TransportSettings dialect3 = new TransportSettings("udp", 3, redundant.links(), good.members(), 1, true, 50,
                    200, 2);
            assertTrue(failure(a, dialect3).contains("serves 1 to 1 interface sections"));
        }
    }
}
