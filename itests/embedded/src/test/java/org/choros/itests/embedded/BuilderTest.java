package org.choros.itests.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import org.choros.engine.cmap.CmapFactory;
import org.choros.node.Node;
import org.choros.node.NodeBuilder;
import org.choros.node.NodeView;
import org.choros.spi.log.LogLevel;
import org.choros.spi.log.LogSink;
import org.choros.spi.transport.TransportFactory;
import org.choros.transport.local.LocalTransportFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a builder takes, and what it says of what cannot be. */
@Timeout(120)
class BuilderTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration MOMENT = Duration.ofMillis(1);

    @TempDir
    private Path folder;
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final List<Node> nodes = new ArrayList<>();

    private final LogSink log = new LogSink() {
        @Override
        public void log(LogLevel level, String subsystem, String text, long epochMillis) {
            lines.add(text);
        }

        @Override
        public boolean enabled(LogLevel level, String subsystem) {
            return level != LogLevel.DEBUG && level != LogLevel.TRACE;
        }
    };

    private static String conf(String cluster, String transport) {
        return """
                totem {
                    version: 2
                    cluster_name: %s
                    transport: %s
                    token: 1000
                }
                nodelist {
                    node {
                        nodeid: 1
                        name: alpha
                        ring0_addr: 192.0.2.1
                    }
                }
                """.formatted(cluster, transport);
    }

    private NodeBuilder builder() {
        return Node.builder().folder(folder).log(log);
    }

    private Node start(NodeBuilder builder) {
        Node node = builder.start();
        nodes.add(node);
        return node;
    }

    private static void awaitAlone(Node node) {
        node.await(view -> view.ready() && view.members().equals(List.of(1)), PATIENCE);
    }

    @AfterEach
    void end() {
        nodes.forEach(Node::close);
    }

    @Test
    void theConfigurationMayBeInTheFolderAndTheNodeHaveAName() throws Exception {
        Files.writeString(folder.resolve("corosync.conf"), conf("b1", "local"));
        Node node = start(builder().node("alpha"));
        awaitAlone(node);
        assertTrue(Files.exists(folder.resolve("ringid_1")), "the ring id is in the folder");
        assertTrue(node.view().quorate(), "without a provider");
    }

    @Test
    void aTransportMayComeByANameOfItsOwn() {
        TransportFactory renamed = new LocalTransportFactory();
        awaitAlone(start(builder().node(1).configuration(conf("b2", "mine")).plugin("mine", renamed)));
        assertTrue(lines.contains("Initializing transport (mine)."), lines::toString);
    }

    /** An engine that is given takes the place of that of the same id. */
    @Test
    void whatIsGivenComesBeforeTheClassPath() {
        awaitAlone(start(builder().node(1).configuration(conf("b3", "local")).plugin(new CmapFactory())));
        assertEquals(1, lines.stream().filter(line -> line.contains("configuration map access [0]")).count());
        assertTrue(lines.stream().anyMatch(line -> line.contains("closed process group")), lines::toString);
    }

    /** A transport that nobody offers is waited for; the line tells those that are offered. */
    @Test
    void aMisspeltTransportIsWaitedForWithAHint() throws Exception {
        Node node = start(builder().node(1).configuration(conf("b4", "lcoal")));
        String hint = "Waiting for transport lcoal: no plug-in offers it yet. Plug-ins offer the transports local";
        node.await(view -> lines.stream().anyMatch(line -> line.startsWith(hint)), PATIENCE);
        String text = assertThrows(IllegalStateException.class, () -> node.await(view -> view.ready(), MOMENT))
                .getMessage();
        assertEquals("after 1 ms the node is still NodeView[members=[], ready=false, quorate=false]", text);
        node.close();
        assertEquals(new Node.End(0, null), node.end().join());
    }

    @Test
    void aWrongConfigurationEndsTheNodeAndTheWaiting() {
        Node node = start(builder().node("beta").configuration(conf("b5", "local")));
        String text = assertThrows(IllegalStateException.class, () -> node.await(NodeView::ready, PATIENCE))
                .getMessage();
        assertEquals("the node has ended: End[status=8, message=null]", text);
        assertTrue(lines.contains("No node of the nodelist has the id, the name or the ring0_addr 'beta' that"
                + " choros.node says"), lines::toString);
        assertEquals(NodeView.NONE, node.view());
    }

    @Test
    void withoutSayingWhichNodeItIsTheNodeDoesNotStart() {
        Node node = start(builder().configuration(conf("b6", "local")));
        assertThrows(IllegalStateException.class, () -> node.await(NodeView::ready, PATIENCE));
        assertTrue(lines.stream().anyMatch(line -> line.endsWith("Say which node this is: choros { node: NAME }")),
                lines::toString);
    }

    @Test
    void twoNodesOfOneAddressAreToldApartAndTheSecondEnds() {
        awaitAlone(start(builder().node(1).configuration(conf("b7", "local"))));
        Node second = start(Node.builder().folder(folder.resolve("second")).log(log).node(1)
                .configuration(conf("b7", "local")));
        assertThrows(IllegalStateException.class, () -> second.await(NodeView::ready, PATIENCE));
        assertEquals(15, second.end().join().status());
        assertTrue(lines.stream().anyMatch(line -> line.startsWith("address 192.0.2.1 port 5405 is taken")),
                lines::toString);
        awaitAlone(nodes.get(0));
    }

    @Test
    void saysWhatItCannotTake() throws Exception {
        assertThrows(IllegalStateException.class, () -> Node.builder().start());
        String text = assertThrows(IllegalArgumentException.class, () -> Node.builder().plugin("no plug-in"))
                .getMessage();
        assertEquals("java.lang.String is no plug-in of a node", text);
        Path file = Files.createFile(folder.resolve("file"));
        assertThrows(UncheckedIOException.class, () -> Node.builder().folder(file).configuration("").start());
        assertFalse(Files.exists(folder.resolve("corosync.conf")));
    }
}
