package org.choros.tck;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.IntStream;

import org.choros.spi.transport.Member;
import org.choros.spi.transport.Transport;
import org.choros.spi.transport.TransportException;
import org.choros.spi.transport.TransportFactory;
import org.choros.spi.transport.TransportSettings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The contract of {@link Transport}, checked between two nodes. Extend it and say how your transport is made and what
 * two nodes of one network are told; a network on which a packet in a thousand is lost by itself is too bad for it.
 * Every check also looks out for callbacks on other threads, before the start, after the end, or from within a call.
 *
 * <p>A check that cannot be made on a network is left out by overriding it without {@code @Test}, best with the reason.
 */
public abstract class TransportComplianceTest {
    private static final int FAR_LINK = 7;
    private static final int STEP_MS = 100;

    private ComplianceNode a;
    private ComplianceNode b;
    private TransportSettings settingsOfA;
    private TransportSettings settingsOfB;
    private final List<ComplianceNode> others = new ArrayList<>();

    /** For a subclass. */
    protected TransportComplianceTest() {
    }

    /** @return the factory; asked for several times within a test, and may be the same for all */
    protected abstract TransportFactory factory();

    /**
     * @return the settings of two nodes of a network that nobody else uses, the first of them with ours as first
     *         member: at each call another network, or the same one after everybody has left it
     * @throws Exception when there can be no such network
     */
    protected abstract List<TransportSettings> network() throws Exception;

    /** @return settings that cannot work, each with a word that the refusal has to contain */
    protected abstract Map<TransportSettings, String> refused();

    /**
     * Makes a ring thread for one of the nodes. Override it for transports that run on an event loop, or whose threads
     * have to be somewhere special.
     *
     * @param node 0 or 1
     * @return a new one
     * @throws Exception when there can be none
     */
    protected TestRing ring(int node) throws Exception {
        return new TestRing("ring-" + node);
    }

    /**
     * Sends a datagram to a node from somebody who is no transport of this kind. Override it when there can be such.
     *
     * @param target the settings of the node
     * @param datagram any bytes
     * @throws Exception when it cannot be sent
     */
    protected void sendFromOutside(TransportSettings target, byte[] datagram) throws Exception {
        Assumptions.abort("nobody can reach this transport from outside");
    }

    /**
     * Waits until packets that were sent wait at the second node, as far as that is not so when the first has sent them
     * and has its own copies of what it has sent later. Called on the ring thread of the second.
     *
     * @param receiver the settings of the second node
     * @param packets how many
     * @throws Exception when they do not come
     */
    protected void awaitArrival(TransportSettings receiver, int packets) throws Exception {
        // packets are there when they are sent
    }

    /**
     * @param dialect 2 or 3
     * @return the longest packet that has to be carried, bytes
     */
    protected int longest(int dialect) {
        return dialect == 3 ? Transport.PACKET_MAX : Transport.PACKET_MAX_DIALECT_2;
    }

    /** @return for how long a packet or a report is waited for that has to come */
    protected Duration patience() {
        return Duration.ofSeconds(20);
    }

    @BeforeEach
    final void startTwoNodes() throws Exception {
        List<TransportSettings> network = network();
        settingsOfA = network.get(0);
        settingsOfB = network.get(1);
        a = new ComplianceNode(ring(0), patience());
        b = new ComplianceNode(ring(1), patience());
        a.start(factory(), settingsOfA);
        b.start(factory(), settingsOfB);
        a.await("an interface that is up", () -> a.events().contains(up(settingsOfA)));
        b.await("an interface that is up", () -> b.events().contains(up(settingsOfB)));
        a.with(this::ring);
        b.with(this::ring);
    }

    /** Tells a transport that both are in the ring. */
    private void ring(Transport transport) {
        transport.ringMembers(List.of(address(settingsOfA), address(settingsOfB)));
    }

    @AfterEach
    final void endAndLookForViolations() {
        others.add(a);
        others.add(b);
        List<String> violations = new ArrayList<>();
        for (ComplianceNode node : others) {
            if (node != null) {
                node.close();
                violations.addAll(node.violations());
            }
        }
        assertEquals(List.of(), violations);
    }

    private static String up(TransportSettings settings) {
        return "up " + settings.links().get(0).number() + " " + address(settings).getHostAddress();
    }

    /** The address that others know a node by. */
    private static InetAddress address(TransportSettings settings) {
        int link = settings.links().get(0).number();
        for (Member member : settings.members()) {
            if (member.nodeId() == settings.localNodeId() && member.address(link) != null) {
                return member.address(link);
            }
        }
        return settings.links().get(0).bindAddress();
    }

    private int link() {
        return settingsOfA.links().get(0).number();
    }

    private void send(ComplianceNode node, Consumer<Transport> what) {
        node.with(transport -> {
            what.accept(transport);
            transport.flush();
        });
    }

    private void multicast(ComplianceNode node, String text) {
        send(node, transport -> transport.multicast(link(), Arrival.packet(text), true));
    }

    private void unicast(ComplianceNode node, TransportSettings target, String text) {
        send(node, transport -> {
            transport.target(link(), address(target));
            transport.unicast(link(), Arrival.packet(text));
        });
    }

    private static List<String> numbered(String prefix, int count) {
        return IntStream.range(0, count).mapToObj(i -> prefix + i).toList();
    }

    /** Sends to b until something comes: discarding may take a moment, and what comes meanwhile is thrown away. */
    private void awaitFresh() {
        long endNs = System.nanoTime() + patience().toNanos();
        do {
            multicast(a, "fresh");
        } while (!b.isSo(STEP_MS, () -> b.texts().contains("fresh")) && System.nanoTime() - endNs < 0);
        b.await("fresh");
    }

    private static List<String> butFresh(List<String> texts) {
        return texts.stream().filter(text -> !text.equals("fresh")).toList();
    }

    /** Sends something both ways and waits for it. */
    private void exchange(String text) {
        multicast(a, text + " from a");
        b.await(text + " from a");
        unicast(b, settingsOfA, text + " from b");
        a.await(text + " from b");
    }

    // --- delivery

    /** Everybody hears what is for everybody, the sender too, and each hears it once. */
    @Test
    protected void multicastForEverybodyReachesAllAndTheSenderOnce() {
        multicast(a, "join");
        multicast(a, "join again");
        b.await("join again");
        a.await("join again");
        assertEquals(List.of("join", "join again"), a.texts());
        assertEquals(List.of("join", "join again"), b.texts());
        assertEquals(link(), b.arrivals().get(0).link());
    }

    /** An ordered message reaches the others; a copy for the sender is neither needed nor forbidden. */
    @Test
    protected void multicastForTheOthersReachesThem() {
        send(a, transport -> transport.multicast(link(), Arrival.packet("ordered"), false));
        b.await("ordered");
        multicast(a, "end");
        a.await("end");
        assertTrue(a.texts().indexOf("end") <= 1, () -> a.texts().toString());
    }

    /** A token reaches its target alone, be it another or ourselves, and follows the target when that changes. */
    @Test
    protected void unicastReachesItsTargetAlone() {
        unicast(a, settingsOfB, "token for b");
        b.await("token for b");
        unicast(a, settingsOfA, "token for a");
        a.await("token for a");
        unicast(a, settingsOfB, "second for b");
        b.await("second for b");
        multicast(a, "end");
        a.await("end");
        b.await("end");
        assertEquals(List.of("token for a", "end"), a.texts());
        assertEquals(List.of("token for b", "second for b", "end"), b.texts());
    }

    /** Without a target, and on links that there are not, packets are lost and nothing else happens. */
    @Test
    protected void whatHasNoWayIsLost() {
        send(a, transport -> {
            transport.unicast(link(), Arrival.packet("aimless"));
            transport.multicast(FAR_LINK, Arrival.packet("far"), true);
            transport.target(FAR_LINK, address(settingsOfB));
            transport.unicast(FAR_LINK, Arrival.packet("far token"));
        });
        exchange("after it");
        assertEquals(List.of("after it from a"), b.texts());
        assertEquals(List.of("after it from a", "after it from b"), a.texts());
    }

    /** Where the source is told, it is the sender, and nobody else for the sender's own copy. */
    @Test
    protected void sourcesAreTheSenders() {
        exchange("with source");
        for (Arrival arrival : b.arrivals()) {
            assertTrue(arrival.source() == null || arrival.source().equals(address(settingsOfA)), arrival::toString);
        }
        for (Arrival arrival : a.arrivals()) {
            InetAddress sender = address(arrival.text().endsWith("from a") ? settingsOfA : settingsOfB);
            assertTrue(arrival.source() == null || arrival.source().equals(sender), arrival::toString);
        }
    }

    // --- buffers

    /** A packet is position to limit, stays as it is, and may be used again when the method returns. */
    @Test
    protected void aPacketBelongsToTheCaller() {
        byte[] bytes = "before|packet 0|after".getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
        List<ByteBuffer> buffers = List.of(ByteBuffer.wrap(bytes.clone()),
                ByteBuffer.allocateDirect(bytes.length).put(bytes), ByteBuffer.wrap(bytes.clone()).asReadOnlyBuffer(),
                ByteBuffer.wrap(bytes.clone()).order(ByteOrder.LITTLE_ENDIAN));
        for (ByteBuffer buffer : buffers) {
            ByteOrder order = buffer.order();
            send(a, transport -> {
                transport.target(link(), address(settingsOfB));
                transport.multicast(link(), buffer.limit(15).position(7), true);
                assertUntouched(buffer, order, bytes);
                transport.unicast(link(), buffer);
                assertUntouched(buffer, order, bytes);
                if (!buffer.isReadOnly()) {
                    buffer.put(7, new byte[8]);
                }
            });
        }
        a.await("its copies", () -> a.texts().size() >= buffers.size());
        b.await("all packets", () -> b.texts().size() >= 2 * buffers.size());
        assertEquals(Collections.nCopies(buffers.size(), "packet 0"), a.texts());
        assertEquals(Collections.nCopies(2 * buffers.size(), "packet 0"), b.texts());
    }

    private static void assertUntouched(ByteBuffer buffer, ByteOrder order, byte[] bytes) {
        assertEquals(List.of(7, 15, order), List.of(buffer.position(), buffer.limit(), buffer.order()));
        byte[] now = new byte[8];
        buffer.get(7, now);
        assertArrayEquals(Arrays.copyOfRange(bytes, 7, 15), now);
    }

    /** Short ones and the longest, byte by byte. */
    @Test
    protected void packetsOfAllLengthsCome() {
        Random random = new Random(1);
        int longest = longest(settingsOfA.dialect());
        int[] lengths = {1, 2, 13, 57, 1373, 1455, 1500, 1501, 9000, longest - 1, longest};
        for (int length : lengths) {
            byte[] bytes = new byte[length];
            random.nextBytes(bytes);
            b.forget();
            a.forget();
            send(a, transport -> transport.multicast(link(), ByteBuffer.wrap(bytes), true));
            send(a, transport -> {
                transport.target(link(), address(settingsOfB));
                transport.unicast(link(), ByteBuffer.wrap(bytes));
            });
            b.await("two packets of " + length + " bytes", () -> b.arrivals().size() == 2);
            a.await("the own copy of " + length + " bytes", () -> a.arrivals().size() == 1);
            assertArrayEquals(bytes, b.arrivals().get(0).bytes());
            assertArrayEquals(bytes, b.arrivals().get(1).bytes());
            assertArrayEquals(bytes, a.arrivals().get(0).bytes());
        }
    }

    // --- order

    /** Packets of one sender come in the order of sending, those for everybody among the others. */
    @Test
    protected void packetsComeInTheOrderOfSending() {
        for (int round = 0; round < 4; round++) {
            int first = 50 * round;
            send(a, transport -> {
                for (int i = first; i < first + 50; i++) {
                    transport.multicast(link(), Arrival.packet("m" + i), i % 10 == 9);
                }
            });
            b.await("m" + (first + 49));
            a.await("m" + (first + 49));
        }
        assertEquals(numbered("m", 200), b.texts());
        List<String> own = a.texts();
        assertEquals(numbered("m", 200).stream().filter(own::contains).toList(), own);
        assertTrue(own.containsAll(IntStream.range(0, 20).mapToObj(i -> "m" + (10 * i + 9)).toList()), own::toString);
    }

    /** A token comes behind the messages that were sent before it. */
    @Test
    protected void aTokenComesBehindTheMessagesBeforeIt() {
        for (int round = 0; round < 30; round++) {
            String token = "token" + round;
            b.forget();
            send(a, transport -> {
                transport.target(link(), address(settingsOfB));
                for (int i = 0; i < 20; i++) {
                    transport.multicast(link(), Arrival.packet("m" + i), i == 10);
                }
                transport.unicast(link(), Arrival.packet(token));
            });
            b.await(token);
            List<String> expected = new ArrayList<>(numbered("m", 20));
            expected.add(token);
            assertEquals(expected, b.texts());
        }
    }

    // --- calls and callbacks

    /** Every batch has an end: without one the node would not answer. */
    @Test
    protected void aBatchEnds() {
        for (int round = 0; round < 5; round++) {
            exchange("batch " + round);
            b.await("the end of the batch", () -> !b.batchOpen());
            a.await("the end of the batch", () -> !a.batchOpen());
        }
    }

    /** What a packet makes the node send comes after it, not inside; both ways at once. */
    @Test
    protected void packetsMayBeAnsweredAtOnce() {
        for (ComplianceNode node : List.of(a, b)) {
            TransportSettings peer = node == a ? settingsOfB : settingsOfA;
            node.whenReceiving((transport, packet) -> {
                byte round = packet.get(packet.position());
                if (packet.remaining() == 1 && round < 40) {
                    transport.multicast(link(), Arrival.packet("own"), true);
                    transport.target(link(), address(peer));
                    transport.unicast(link(), ByteBuffer.wrap(new byte[]{(byte) (round + 1)}));
                    transport.flush();
                }
            });
        }
        unicast(a, settingsOfB, "\0");
        b.await(String.valueOf((char) 40));
    }

    /** The first report is the only one as long as nothing changes, whether the node looks or not. */
    @Test
    protected void onlyChangesOfInterfacesAreTold() {
        for (int round = 0; round < 3; round++) {
            a.with(Transport::checkInterfaces);
            a.with(transport -> transport.ringMembers(List.of(address(settingsOfA))));
            exchange("look " + round);
            a.with(this::ring);
        }
        assertEquals(List.of(up(settingsOfA)),
                a.events().stream().filter(event -> event.startsWith("up ") || event.startsWith("down ")).toList());
    }

    /** A reload that changes nothing, one that takes the other away, one that brings it back. */
    @Test
    protected void aReloadOfTheMembersLosesNobody() {
        a.with(transport -> transport.members(settingsOfA.members()));
        exchange("the same");
        a.with(transport -> transport.members(
                settingsOfA.members().stream().filter(m -> m.nodeId() == settingsOfA.localNodeId()).toList()));
        multicast(a, "alone");
        a.await("alone");
        a.with(transport -> transport.members(settingsOfA.members()));
        exchange("again");
    }

    // --- discarding

    private void letArrive(Transport receiver, int packets) {
        try {
            awaitArrival(settingsOfB, packets);
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    /** What has arrived is thrown away, what comes later is not. */
    @Test
    protected void whatHasArrivedIsDiscarded() {
        b.with(blocked -> {
            send(a, transport -> numbered("stale", 20)
                    .forEach(text -> transport.multicast(link(), Arrival.packet(text), false)));
            multicast(a, "stale end");
            a.await("stale end");
            blocked.multicast(link(), Arrival.packet("stale own"), true);
            blocked.flush();
            letArrive(blocked, 21);
            blocked.discardReceived();
        });
        awaitFresh();
        assertEquals(List.of(), butFresh(b.texts()).stream().filter(text -> !text.equals("stale own")).toList());
    }

    /** A packet that makes the node discard takes the rest of its batch with it. */
    @Test
    protected void discardingWithinABatchEndsIt() {
        b.whenReceiving((transport, packet) -> {
            if (packet.get(packet.position()) == 'd') {
                transport.discardReceived();
            }
        });
        b.with(blocked -> {
            send(a, transport -> {
                transport.multicast(link(), Arrival.packet("discard"), false);
                numbered("stale", 20).forEach(text -> transport.multicast(link(), Arrival.packet(text), false));
            });
            multicast(a, "stale end");
            a.await("stale end");
            letArrive(blocked, 22);
        });
        b.await("discard");
        awaitFresh();
        assertEquals(List.of("discard"), butFresh(b.texts()));
    }

    // --- the end

    /** The leave is on its way when the transport has been closed. */
    @Test
    protected void closingSendsWhatWasGiven() {
        a.with(transport -> {
            transport.target(link(), address(settingsOfB));
            transport.multicast(link(), Arrival.packet("leave"), true);
            transport.unicast(link(), Arrival.packet("last token"));
            transport.close();
        });
        b.await("leave");
        b.await("last token");
    }

    /** Nothing that had arrived is handed over after the end, and calls do nothing. */
    @Test
    protected void nothingHappensAfterTheEnd() {
        b.with(blocked -> {
            numbered("late", 5).forEach(text -> multicast(a, text));
            a.await("late4");
            letArrive(blocked, 5);
            blocked.multicast(link(), Arrival.packet("own"), true);
            blocked.flush();
            blocked.close();
            blocked.multicast(link(), Arrival.packet("dead"), true);
            blocked.target(link(), address(settingsOfA));
            blocked.unicast(link(), Arrival.packet("dead"));
            blocked.flush();
            blocked.checkInterfaces();
            blocked.ringMembers(List.of());
            blocked.members(settingsOfB.members());
            blocked.close();
        });
        a.await("own");
        multicast(a, "end");
        a.await("end");
        b.with(Transport::discardReceived);
        assertEquals(List.of(), b.texts());
        assertFalse(a.texts().contains("dead"), () -> a.texts().toString());
    }

    /** An update in place: the next transport starts in the task that closed the last, and takes over. */
    @Test
    protected void theNextTransportTakesOverAtOnce() throws TransportException {
        for (int round = 0; round < 5; round++) {
            a.replace(factory(), settingsOfA);
            a.with(transport -> {
                transport.target(link(), address(settingsOfB));
                ring(transport);
            });
            exchange("round " + round);
        }
        a.await("each told of its interface", () -> a.events().stream().filter(up(settingsOfA)::equals).count() == 6);
    }

    // --- what cannot work

    private ComplianceNode another() throws Exception {
        ComplianceNode node = new ComplianceNode(ring(0), patience());
        others.add(node);
        return node;
    }

    private String failure(ComplianceNode node, TransportSettings settings) {
        String text = assertThrows(TransportException.class, () -> node.start(factory(), settings),
                () -> "these cannot work: " + settings).getMessage();
        assertFalse(text == null || text.isBlank() || text.contains("\n"), text);
        return text;
    }

    /** Settings that cannot work are refused with a line that names them. */
    @Test
    protected void settingsThatCannotWorkAreNamed() throws Exception {
        Map<TransportSettings, String> impossible = refused();
        assertFalse(impossible.isEmpty(), "there are always settings that cannot work");
        ComplianceNode node = another();
        for (Map.Entry<TransportSettings, String> each : impossible.entrySet()) {
            String text = failure(node, each.getKey());
            assertTrue(text.contains(each.getValue()), text + " does not name " + each.getValue());
        }
    }

    /** Somebody who has our address already is found out; a start that has failed leaves nothing behind. */
    @Test
    protected void anAddressThatIsTakenIsNamed() throws Exception {
        ComplianceNode node = another();
        String text = failure(node, settingsOfA);
        String address = settingsOfA.links().get(0).bindAddress().getHostAddress();
        assertTrue(text.contains(address), text + " does not name " + address);
        exchange("unharmed");
        a.with(Transport::close);
        node.start(factory(), settingsOfA);
        unicast(node, settingsOfB, "mine");
        b.await("mine");
        unicast(b, settingsOfA, "yours");
        node.await("yours");
    }

    /** Whatever anybody sends, the transport goes on. */
    @Test
    protected void datagramsOfStrangersDoNoHarm() throws Exception {
        Random random = new Random(2);
        for (int length : new int[]{0, 1, 2, 3, 17, 100, 1500, 9000, 65_507}) {
            byte[] datagram = new byte[length];
            random.nextBytes(datagram);
            try {
                sendFromOutside(settingsOfB, datagram);
            } catch (java.io.IOException e) {
                fail("a datagram of " + length + " bytes cannot be sent", e);
            }
        }
        exchange("unharmed");
        assertTrue(b.texts().contains("unharmed from a"));
    }
}
