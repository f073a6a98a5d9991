package org.choros.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.choros.crypto.JdkCryptoFactory;
import org.choros.engine.cmap.CmapFactory;
import org.choros.spi.cmap.IcMap;
import org.choros.spi.crypto.CryptoFactory;
import org.choros.spi.engine.EngineContext;
import org.choros.spi.engine.EngineDescription;
import org.choros.spi.engine.ServiceEngine;
import org.choros.spi.engine.ServiceEngineFactory;
import org.choros.spi.transport.TransportFactory;
import org.choros.totem.ring.RingCounter;
import org.choros.transport.udp.UdpTransportFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import io.netty.channel.epoll.Epoll;

/** Two nodes with their threads in one JVM; plug-ins that come and go while they run (design, section 4). */
@Timeout(120)
class NodeTest {
    @TempDir
    private Path folder;
    private Daemon one;
    private Daemon two;
    private int port;

    @BeforeEach
    void make() throws IOException {
        assumeTrue(Epoll.isAvailable(), "clients need epoll");
        port = Daemon.freePort();
        one = new Daemon(folder, 1, port);
        two = new Daemon(folder, 2, port);
    }

    @AfterEach
    void end() {
        one.close();
        two.close();
    }

    private void formRing() {
        one.start();
        two.start();
        one.awaitRing(2);
        two.awaitRing(2);
    }

    private static String value(Daemon daemon, String key) {
        return daemon.ask(core -> core.map().getString(key, "none"), "down");
    }

    @Test
    void formLeaveAndComeAgain() throws IOException {
        formRing();
        long first = one.ringSeq();
        assertEquals(first, two.ringSeq());
        assertEquals(new Node.End(0, null), two.stop());
        assertTrue(two.said("Unloading all Corosync service engines."));
        assertTrue(two.said("Corosync Cluster Engine exiting normally"));
        assertFalse(Files.exists(two.folder.resolve("pid")));
        one.awaitRing(1);
        String status = "runtime.totem.pg.mrp.srp.members.2.status";
        assertEquals("left", value(one, status));
        assertTrue(one.said("left: 2"));
        assertFalse(one.said("Failed to receive the leave message"), "a node that ends in order says so");
        two.start();
        one.awaitRing(2);
        two.awaitRing(2);
        assertEquals("joined", value(one, status));
        // V5: never back, across restarts too
        assertTrue(two.ringSeq() > first);
        assertEquals(8, Files.size(two.folder.resolve("ringid_127.0.0.2")));
    }

    @Test
    void aGapOfTheTransportChangesNoMembership() {
        formRing();
        long ring = one.ringSeq();
        two.plugins.remove(two.transport);
        assertEquals("waiting for transport udpu", value(two, "runtime.choros.transport.state"));
        two.addTransport();
        two.await("opened its transport again", () -> "open".equals(value(two, "runtime.choros.transport.state")));
        two.plugins.remove(two.crypto);
        assertTrue(value(two, "runtime.choros.transport.state").startsWith("waiting for crypto none/none"));
        two.addCrypto();
        two.await("got its crypto again", () -> "open".equals(value(two, "runtime.choros.transport.state")));
        // the token goes round again: something that has to be ordered comes through
        long before = received(one);
        two.plugins.add(new Chatter(), Map.of());
        one.await("heard node 2", () -> received(one) > before);
        one.await("stayed", () -> one.ask(core -> core.members().size() == 2, false));
        assertFalse(one.said("left: 2"));
        assertEquals(ring, one.ringSeq());
        assertEquals(ring, two.ringSeq());
    }

    private static long received(Daemon daemon) {
        return daemon.ask(core -> core.ring().counter(RingCounter.MCAST_RX), 0L);
    }

    @Test
    void aTransportThatStaysAwayIsALostNodeAndHealsWhenItComes() throws IOException {
        // its loss is waited for
        one.configure(port, 1000);
        two.configure(port, 1000);
        formRing();
        two.plugins.remove(two.transport);
        one.awaitRing(1);
        assertTrue(one.said("Failed to receive the leave message"));
        two.addTransport();
        one.awaitRing(2);
        two.awaitRing(2);
    }

    @Test
    void anUnrelatedPluginThatGoesDisturbsNothing() {
        formRing();
        Object stranger = new UdpTransportFactory();
        two.plugins.add(stranger, Map.of("choros.transport", "knet"));
        two.plugins.remove(stranger);
        Object otherCrypto = new JdkCryptoFactory();
        two.plugins.add(otherCrypto, Map.of("choros.crypto", "bc"));
        two.plugins.remove(otherCrypto);
        assertFalse(two.said("Waiting for"));
        assertEquals(1, two.lines.stream().filter(l -> l.contains("is now up")).count());
    }

    @Test
    void anEngineGoesAndComes() {
        formRing();
        long ring = one.ringSeq();
        two.plugins.remove(two.cmap);
        assertTrue(two.said("Service engine unloaded: corosync configuration map access"));
        assertNull(two.ask(core -> core.services().engine(0), null));
        two.plugins.add(two.cmap, Map.of());
        two.await("loaded cmap", () -> two.ask(core -> core.services().engine(0) != null, false));
        one.await("synchronised", () -> one.ringSeq() > ring);
        one.awaitRing(2);
        two.awaitRing(2);
        assertFalse(one.said("left: 2"));
    }

    /** A newer version that is installed beside the one that runs: it waits until that one goes. */
    @Test
    void anotherVersionOfAnEngineTakesThePlaceOfTheOneThatGoes() {
        formRing();
        CmapFactory newer = new CmapFactory();
        two.plugins.add(newer, Map.of());
        two.await("refused the second", () -> two.said("for reason 'service id 0 is taken by"));
        two.plugins.remove(two.cmap);
        assertEquals(0, two.ask(core -> core.services().loadedFrom(newer), -1));
        one.awaitRing(2);
        two.awaitRing(2);
        assertFalse(one.said("left: 2"));
    }

    /** A newer version beside the one that runs takes its place at once, and gives it back when it goes. */
    @Test
    void aNewerVersionTakesOverAndGivesBack() {
        formRing();
        long ring = one.ringSeq();
        UdpTransportFactory transport = new UdpTransportFactory();
        two.plugins.add(transport, Map.of(TransportFactory.PROPERTY, "udpu", Plugins.VERSION, 2));
        JdkCryptoFactory crypto = new JdkCryptoFactory();
        two.plugins.add(crypto, Map.of(CryptoFactory.PROPERTY, "jdk", Plugins.VERSION, 2));
        two.await("used both", () -> 2 == two.lines.stream().filter(l -> l.endsWith("takes over.")).count());
        two.plugins.remove(transport);
        two.plugins.remove(crypto);
        long before = received(one);
        two.plugins.add(new Chatter(), Map.of());
        one.await("heard node 2", () -> received(one) > before);
        assertFalse(two.said("Waiting for"), two.lines.toString());
        assertEquals(ring, one.ringSeq());

        CmapFactory cmap = new CmapFactory();
        two.plugins.add(cmap, Map.of(Plugins.VERSION, 2));
        two.await("loaded the newer", () -> two.ask(core -> core.services().loadedFrom(cmap) == 0, false));
        two.plugins.remove(cmap);
        assertEquals(0, two.ask(core -> core.services().loadedFrom(two.cmap), -1));
        one.awaitRing(2);
        two.awaitRing(2);
        assertFalse(one.said("left: 2"));
    }

    /** It is never left without a service because a newer version of it does not start. */
    @Test
    void anOlderVersionComesBackWhenTheNewerOneRefuses() {
        formRing();
        two.plugins.add(new ServiceEngineFactory() {
            @Override
            public EngineDescription description() {
                return two.cmap.description();
            }

            @Override
            public ServiceEngine create(EngineContext context) {
                throw new IllegalStateException("not on this host");
            }
        }, Map.of(Plugins.VERSION, 2, ServiceEngineFactory.PROPERTY, 0));
        two.await("tried it", () -> two.said("not on this host"));
        two.await("loaded the older", () -> two.ask(core -> core.services().loadedFrom(two.cmap) == 0, false));
        one.awaitRing(2);
    }

    @Test
    void theServerOfClientsGoesAndComes() {
        formRing();
        two.plugins.remove(two.ipc);
        two.plugins.add(two.ipc, Map.of());
        assertNotNull(two.ask(core -> core.services().engine(0), null));
        two.plugins.remove(two.ipc);
        assertEquals(new Node.End(0, null), two.stop());
        assertFalse(two.said("error"), two.lines.toString());
    }

    @Test
    void aPluginMayGoOnTheNodesOwnThreads() throws Exception {
        formRing();
        CompletableFuture<Boolean> ringThread = two.node().ask(core -> {
            two.plugins.remove(two.cmap);
            return true;
        }, false);
        assertTrue(ringThread.get(Daemon.PATIENCE_S, TimeUnit.SECONDS));
        two.await("unloaded cmap", () -> two.ask(core -> core.services().engine(0) == null, false));
        one.awaitRing(2);
        CompletableFuture<Integer> ended = two.node().end().thenApply(how -> {
            two.plugins.remove(two.ipc);
            two.node().close();
            return how.status();
        });
        two.stop();
        assertEquals(0, ended.get(Daemon.PATIENCE_S, TimeUnit.SECONDS));
    }

    @Test
    void stopsWhileItWaitsOrBegins() {
        two.plugins.remove(two.transport);
        two.start();
        two.await("waited", () -> two.said("Waiting for transport udpu"));
        assertEquals(0, two.stop().status());
        two.addTransport();
        for (int i = 0; i < 3; i++) {
            two.start();
            assertEquals(0, two.stop().status());
        }
        assertFalse(Files.exists(two.folder.resolve("pid")));
    }

    @Test
    void aSecondNodeOnThePidFileIsRefused() {
        one.start();
        one.awaitRing(1);
        Node second = Node.start(new NodeOptions(one.folder.resolve("corosync.conf").toString(),
                NodeOptions.COROSYNC_CONF, "x", one.folder, one.folder.resolve("pid"), one.folder, null, false, false),
                one.plugins);
        assertEquals(18, second.end().join().status());
        assertTrue(Files.exists(one.folder.resolve("pid")));
    }

    private int reload(Daemon daemon) throws Exception {
        CompletableFuture<Integer> result = new CompletableFuture<>();
        daemon.node().ask(core -> {
            daemon.control().reload(result::complete);
            return true;
        }, false);
        return result.get(Daemon.PATIENCE_S, TimeUnit.SECONDS);
    }

    @Test
    void reloadsAreAnsweredWhetherTheFileIsRightOrWrong() throws Exception {
        one.start();
        one.awaitRing(1);
        one.configure(6000, 700);
        assertEquals(1, reload(one));
        assertEquals(700L, one.ask(core -> core.map().getLong("totem.token", 0), 0L));
        Files.writeString(one.folder.resolve("corosync.conf"), "totem {\n");
        assertEquals(2, reload(one));
        assertTrue(one.said("Unable to reload config file"));
        assertEquals(0L, one.ask(core -> core.map().getLong("config.totemconfig_reload_in_progress", 9), 0L));
        assertEquals(700L, one.ask(core -> core.map().getLong("totem.token", 0), 0L));
        // a source that is gone is a failure too, and does not disturb what runs
        one.plugins.add(new Object(), Map.of());
        one.awaitRing(1);
    }

    /** An engine that multicasts when it starts, and again until it is taken. */
    private static final class Chatter implements ServiceEngineFactory {
        @Override
        public EngineDescription description() {
            return new EngineDescription(40, "chatter", "chatter", null, 1, false, false);
        }

        @Override
        public ServiceEngine create(EngineContext context) {
            return new Breaking(context, false);
        }
    }

    private record Breaking(EngineContext context, boolean breaks) implements ServiceEngine {
        @Override
        public void start(long nowNs) {
            context.multicast(ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN)
                    .putInt(0, 40 << 16).putInt(8, 16));
        }

        @Override
        public void stop(long nowNs) {
            // nothing to say
        }

        @Override
        public void onMessage(int function, int sender, ByteBuffer message, long nowNs) {
            if (breaks) {
                throw new IllegalStateException("broken");
            }
        }

        @Override
        public long nextDeadlineNs() {
            return breaks ? 0 : NO_DEADLINE;
        }

        @Override
        public void onDeadline(long nowNs) {
            throw new IllegalStateException("broken");
        }
    }

    @Test
    void anEngineThatOnlyThrowsIsUnloadedAndTheNodeLives() {
        formRing();
        AtomicInteger made = new AtomicInteger();
        two.plugins.add(new ServiceEngineFactory() {
            @Override
            public EngineDescription description() {
                return new EngineDescription(40, "broken", "broken engine", null, 1, true, false);
            }

            @Override
            public boolean wanted(IcMap map) {
                return made.incrementAndGet() == 1;
            }

            @Override
            public ServiceEngine create(EngineContext context) {
                return new Breaking(context, true);
            }
        }, Map.of());
        two.await("unloaded it", () -> two.said("Service engine unloaded: broken engine"));
        assertEquals(1, two.lines.stream().filter(l -> l.contains("Service engine failed: broken engine")).count());
        one.awaitRing(2);
        two.awaitRing(2);
        assertEquals(List.of(1, 2), one.ask(core -> core.members().stream().map(p -> p.nodeId()).sorted().toList(),
                List.of()));
    }
}
