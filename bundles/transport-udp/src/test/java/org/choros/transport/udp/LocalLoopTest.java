package org.choros.transport.udp;

import static org.choros.transport.udp.TestNode.bytes;
import static org.choros.transport.udp.TestNode.ip;
import static org.choros.transport.udp.TestNode.settings;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.jar.Manifest;

import org.choros.spi.transport.Transport;
import org.choros.spi.transport.TransportSettings;
import org.choros.transport.udp.TestNode.Below;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A node without an interface, which needs no network at all; and the bundle without epoll. */
class LocalLoopTest {
    private static final TransportSettings NOWHERE = settings("udp", 3, "203.0.113.5", "239.192.1.1", 5405);

    /** Section 5.5: udp starts with its interface down and hears itself. */
    @ParameterizedTest
    @EnumSource(Below.class)
    void aLonelyNodeHearsItself(Below below) {
        try (TestNode a = new TestNode(below).start(NOWHERE)) {
            a.await("down 203.0.113.5");
            assertEquals(List.of("started", "NOTICE The network interface is down.", "down 203.0.113.5"), a.events());
            a.with(transport -> {
                transport.target(0, ip("203.0.113.5"));
                transport.multicast(0, bytes("join"), true);
                transport.unicast(0, bytes("token"));
            });
            a.await("packet token");
            assertEquals(List.of("packet join", "packet token", "batch"), a.events().subList(3, 6));
        }
    }

    /** What a packet makes the node send to itself comes after it, not inside. */
    @Test
    void neverCallsBackInsideACall() {
        try (TestNode a = new TestNode(Below.EPOLL).start(NOWHERE)) {
            List<Transport> transports = new ArrayList<>();
            a.with(transports::add);
            int[] depth = new int[1];
            a.whenReceiving(packet -> {
                assertEquals(1, ++depth[0]);
                if (packet.get(0) < '9') {
                    byte[] next = {(byte) (packet.get(0) + 1)};
                    transports.get(0).multicast(0, ByteBuffer.wrap(next), true);
                }
                depth[0]--;
            });
            a.with(transport -> transport.multicast(0, bytes("0"), true));
            a.await("packet 9");
            assertEquals(List.of("0", "1", "2", "3", "4", "5", "6", "7", "8", "9"), a.packets());
        }
    }

    @Test
    void isBoundedAndCountsWhatItDrops() {
        try (TestNode a = new TestNode(Below.EPOLL).start(NOWHERE)) {
            a.with(transport -> {
                for (int i = 0; i < Inbox.LOCAL_MAX + 5; i++) {
                    transport.multicast(0, bytes("m" + i), true);
                }
            });
            a.await("packet m" + (Inbox.LOCAL_MAX - 1));
            assertEquals(Inbox.LOCAL_MAX, a.packets().size());
            assertEquals(5, a.events().stream().filter("dropped SEND_FAILED"::equals).count());
        }
    }

    @Test
    void forgetsOnCloseAndOnDiscard() {
        TestNode a = new TestNode(Below.EPOLL).start(NOWHERE);
        a.with(transport -> {
            transport.multicast(0, bytes("stale"), true);
            transport.discardReceived();
            transport.multicast(0, bytes("fresh"), true);
        });
        a.await("packet fresh");
        a.with(transport -> {
            transport.multicast(0, bytes("too late"), true);
            transport.close();
            transport.multicast(0, bytes("after the end"), true);
            transport.unicast(0, bytes("after the end"));
            transport.flush();
            transport.checkInterfaces();
            transport.ringMembers(List.of());
            transport.discardReceived();
            transport.close();
        });
        assertEquals(List.of("fresh"), a.packets());
        assertThrows(AssertionError.class, () -> a.with(transport -> {
            try {
                transport.start();
            } catch (org.choros.spi.transport.TransportException e) {
                throw new IllegalArgumentException(e);
            }
        }));
        a.close();
    }

    @Test
    void theBundleResolvesAndRunsWithoutEpoll() throws Exception {
        try (var in = Files.newInputStream(Path.of("target/classes/META-INF/MANIFEST.MF"))) {
            String imports = new Manifest(in).getMainAttributes().getValue("Import-Package");
            assertTrue(imports.contains("io.netty.channel.epoll;resolution:=optional"), imports);
        }
        URL[] path = Arrays.stream(System.getProperty("java.class.path").split(java.io.File.pathSeparator))
                .filter(entry -> !entry.contains("epoll") && !entry.contains("unix-common")).map(LocalLoopTest::url)
                .toArray(URL[]::new);
        try (URLClassLoader without = new URLClassLoader(path, ClassLoader.getPlatformClassLoader())) {
            Class<?> channels = without.loadClass(DatagramChannels.class.getName());
            var available = channels.getDeclaredMethod("epollAvailable");
            available.setAccessible(true);
            assertFalse((boolean) available.invoke(null));
        }
        assertTrue(DatagramChannels.epollAvailable());
    }

    private static URL url(String entry) {
        try {
            return Path.of(entry).toUri().toURL();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aCopyLeavesThePacketAlone() {
        var packet = bytes("0123456789").position(3).limit(6);
        var copy = Endpoint.copy(packet);
        byte[] copied = new byte[copy.readableBytes()];
        copy.readBytes(copied);
        copy.release();
        assertArrayEquals("345".getBytes(), copied);
        assertEquals(3, packet.position());
        assertEquals(6, packet.limit());
    }
}
