package org.choros.itests.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.choros.node.Node;
import org.choros.node.NodeView;
import org.choros.transport.local.Fault;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Three nodes in one JVM: ring, quorum, order, faults; in dialect 2 behind the envelope, in dialect 3 bare. */
@Timeout(300)
@Execution(ExecutionMode.CONCURRENT)
class ThreeNodesTest {
    private static final int MESSAGES = 300;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void formARingThatIsQuorateAndLeaveIt(int dialect) throws IOException {
        try (Trio trio = new Trio(folder, dialect).startAll()) {
            assertEquals(List.of(1, 2, 3), trio.hub.nodes());
            for (int id = 1; id <= 3; id++) {
                assertTrue(trio.lines.contains(id + " notice TOTEM Initializing transport (local)."));
                assertTrue(trio.lines
                        .contains(id + " notice TOTEM The network interface [192.0.2." + id + "] is now up."));
            }
            int before = trio.lines.size();
            trio.node(3).close();
            assertEquals(new Node.End(0, null), trio.node(3).end().join());
            assertEquals(NodeView.NONE, trio.node(3).view());
            trio.awaitMembers(1, 1, 2);
            trio.awaitMembers(2, 1, 2);
            assertEquals(List.of(1, 2), trio.hub.nodes());
            assertFalse(trio.lines.stream().skip(before)
                    .anyMatch(line -> line.contains("Failed to receive the leave message")),
                    "who ends in order says so");
            assertFalse(trio.lines.stream().anyMatch(line -> line.matches("\\d (error|crit|alert|emerg) .*")),
                    trio.lines::toString);
        }
    }

    /** V5: a node that comes again goes on with its ring id; its folder is all that it needs. */
    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void aNodeComesAgain(int dialect) throws IOException {
        try (Trio trio = new Trio(folder, dialect).startAll()) {
            trio.node(2).close();
            trio.awaitMembers(1, 1, 3);
            long before = storedRing(trio.folder(2));
            trio.start(2);
            trio.awaitMembers(2, 1, 2, 3);
            trio.awaitMembers(1, 1, 2, 3);
            assertTrue(storedRing(trio.folder(2)) > before);
        }
    }

    private static long storedRing(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            Path file = files.filter(f -> f.getFileName().toString().startsWith("ringid_")).findFirst().orElseThrow();
            return Long.reverseBytes(ByteBuffer.wrap(Files.readAllBytes(file)).getLong());
        }
    }

    /** V1 to V3 on a network that loses and delays: nothing twice, one order, the own messages. */
    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void messagesKeepTheirOrderOnABadNetwork(int dialect) throws IOException {
        try (Trio trio = new Trio(folder, dialect).startAll()) {
            trio.hub.fault(Fault.loss(0.02, 11).and(Fault.delay(Duration.ofMillis(3), 12)));
            for (int id = 1; id <= 3; id++) {
                trio.talk(id).sayUpTo(MESSAGES);
            }
            for (int id = 1; id <= 3; id++) {
                Talk talk = trio.talk(id);
                List<String> own = numbered(id);
                trio.node(id).await(view -> talk.heard().containsAll(own), Trio.PATIENCE);
            }
            assertTrue(trio.hub.lost() > 0 && trio.hub.delayed() > 0);
            trio.hub.heal();
            List<String> first = trio.talk(1).heard();
            Set<String> known = new HashSet<>(first);
            for (int id = 1; id <= 3; id++) {
                trio.awaitMembers(id, 1, 2, 3);
                List<String> heard = trio.talk(id).heard();
                Set<String> distinct = new HashSet<>(heard);
                assertEquals(distinct.size(), heard.size(), "something was delivered twice");
                assertEquals(common(first, distinct), common(heard, known), "node 1 and node " + id);
                List<String> own = numbered(id);
                assertEquals(own, common(heard, new HashSet<>(own)));
            }
        }
    }

    private static List<String> numbered(int id) {
        return IntStream.rangeClosed(1, MESSAGES).mapToObj(number -> id + ":" + number).toList();
    }

    private static List<String> common(List<String> heard, Set<String> others) {
        return heard.stream().filter(others::contains).toList();
    }

    /** A partition: two go on, one waits; when the network is whole again so is the ring. */
    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void aPartitionHeals(int dialect) throws IOException {
        try (Trio trio = new Trio(folder, dialect).startAll()) {
            trio.hub.isolate(3);
            trio.awaitMembers(1, 1, 2);
            trio.awaitMembers(2, 1, 2);
            trio.awaitMembers(3, 3);
            trio.hub.heal();
            for (int id = 1; id <= 3; id++) {
                trio.awaitMembers(id, 1, 2, 3);
            }
            assertTrue(trio.hub.lost() > 0);
        }
    }

    /** Who is not heard by one is no member there, though he hears everybody. */
    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void aCutInOneDirectionIsSeenAndHeals(int dialect) throws IOException {
        try (Trio trio = new Trio(folder, dialect).startAll()) {
            trio.hub.cut(3, 1);
            trio.node(1).await(view -> view.ready() && !view.members().contains(3), Trio.PATIENCE);
            trio.hub.mend(3, 1);
            for (int id = 1; id <= 3; id++) {
                trio.awaitMembers(id, 1, 2, 3);
            }
        }
    }
}
