package org.choros.posix;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sockets, addresses and poll against the real kernel. */
final class UnixSocketTest {
    private static final String NAME = "choros-posix-" + ProcessHandle.current().pid();

    @TempDir
    Path folder;

    private final NativeBuffer memory = NativeBuffer.allocate(64);

    /** IPC 1.1: family, a zero byte, the name, zeros to byte 110; cut at 106 bytes. */
    @Test
    void abstractAddressFillsTheStructure() {
        byte[] address = UnixAddress.abstractName("cmap").bytes();
        byte[] expected = new byte[110];
        System.arraycopy(new byte[]{1, 0, 0, 'c', 'm', 'a', 'p'}, 0, expected, 0, 7);
        assertArrayEquals(expected, address);
        byte[] cut = UnixAddress.abstractName("x".repeat(200)).bytes();
        assertEquals(110, cut.length);
        assertEquals('x', cut[108]);
        assertEquals(0, cut[109]);
    }

    /** IPC 1.1: 2 + strlen, no terminating zero. */
    @Test
    void fileAddressHasNoTerminator() {
        assertArrayEquals(new byte[]{1, 0, '/', 't', 'm', 'p', '/', 'a'},
                UnixAddress.file(Path.of("/tmp/a")).bytes());
        assertThrows(IllegalArgumentException.class, () -> UnixAddress.file(Path.of("/" + "x".repeat(200))));
        assertThrows(IllegalArgumentException.class, () -> UnixAddress.abstractName(""));
    }

    @Test
    void kernelKnowsTheWholeAbstractName() throws Exception {
        try (UnixListener listener = UnixListener.listen(UnixAddress.abstractName(NAME + "-unix"), 5)) {
            assertTrue(listener.isOpen());
            String line = Files.readAllLines(Path.of("/proc/net/unix")).stream()
                    .filter(l -> l.contains("@" + NAME + "-unix")).findFirst().orElseThrow();
            String shown = line.substring(line.indexOf('@'));
            assertEquals(108, shown.length());
        }
    }

    private static int descriptors() {
        return new java.io.File("/proc/self/fd").list().length;
    }

    /** Whoever may connect could use up all of ours. */
    @Test
    void descriptorsThatComeAlongAreNotTaken() throws Exception {
        UnixAddress address = UnixAddress.abstractName(NAME + "-rights");
        try (UnixListener listener = UnixListener.listen(address, 5);
                UnixStream client = UnixStream.connect(address, true);
                UnixStream server = listener.accept().orElseThrow();
                UnixDatagram datagrams = UnixDatagram.open("rights");
                UnixDatagram sender = UnixDatagram.open("rights")) {
            server.passCredentials(true);
            datagrams.passCredentials(true);
            datagrams.bind(UnixAddress.abstractName(NAME + "-rights-d"));
            sender.connect(UnixAddress.abstractName(NAME + "-rights-d"));
            int before = descriptors();
            for (int i = 0; i < 50; i++) {
                assertEquals(3, PassedDescriptors.send(client, new byte[3], client.fd(), 20));
                UnixSocket.Received received = server.receiveWithCredentials(memory, 0, 24);
                assertEquals(3, received.count());
                assertEquals(Processes.pid(), received.sender().pid());
                assertEquals(3, PassedDescriptors.send(client, new byte[3], client.fd(), 20));
                assertEquals(3, server.receive(memory, 0, 24));
                assertEquals(5, PassedDescriptors.send(sender, new byte[5], client.fd(), 20));
                assertEquals(Processes.uid(), datagrams.receiveWithCredentials(memory, 0, 24).sender().uid());
            }
            assertEquals(before, descriptors());
        }
    }

    @Test
    void streamsCarryBytesAndCredentials() throws Exception {
        UnixAddress address = UnixAddress.abstractName(NAME + "-stream");
        try (UnixListener listener = UnixListener.listen(address, 5);
                UnixStream client = UnixStream.connect(address, true);
                UnixStream server = listener.accept().orElseThrow()) {
            assertTrue(listener.accept().isEmpty());
            PeerCredentials us = new PeerCredentials(Processes.pid(), Processes.uid(), Processes.gid());
            assertEquals(us, server.peer());
            assertEquals(us, client.peer());
            assertEquals(-Errno.EAGAIN, server.receive(memory, 0, 10));

            memory.buffer().put(0, (byte) 7).put(1, (byte) 8);
            assertEquals(2, client.send(memory, 0, 2));
            assertEquals(1, server.peek(memory, 10, 1));
            UnixStream.Received received = server.receiveWithCredentials(memory, 10, 20);
            assertEquals(2, received.count());
            assertEquals(us, received.sender());
            assertEquals(8, memory.buffer().get(11));

            server.passCredentials(false);
            client.send(memory, 0, 1);
            assertNull(server.receiveWithCredentials(memory, 0, 1).sender());

            Poll poll = new Poll(2);
            poll.watch(0, server.fd(), Poll.IN);
            assertEquals(0, poll.await(0));
            client.shutdown();
            assertEquals(1, poll.await(-1));
            assertEquals(Poll.IN | Poll.HUP, poll.ready(0));
            assertEquals(0, server.receive(memory, 0, 1));
            assertEquals(-Errno.EPIPE, server.send(memory, 0, 1));
        }
    }

    @Test
    void datagramsKeepTheirBoundsAndTellTheirLength() throws Exception {
        UnixAddress a = UnixAddress.abstractName(NAME + "-a");
        UnixAddress b = UnixAddress.file(folder.resolve("b"));
        try (UnixDatagram one = UnixDatagram.open("one"); UnixDatagram two = UnixDatagram.open("two")) {
            one.bind(a);
            two.bind(b);
            assertEquals(40, one.sendTo(memory, 0, 40, b));
            assertEquals(40, two.peek(memory, 0, 16));
            assertEquals(40, two.receive(memory, 0, 16));
            assertEquals(-Errno.EAGAIN, two.receive(memory, 0, 16));
            two.connect(a);
            one.raiseBuffers(1 << 20);
            assertTrue(one.sendBuffer() > 1 << 17);
            assertEquals(5, two.send(memory, 0, 5));
            assertEquals(5, one.receive(memory, 0, 64));
        }
    }

    @Test
    void errorsNameCallArgumentAndErrno() throws Exception {
        PosixException refused = assertThrows(PosixException.class,
                () -> UnixStream.connect(UnixAddress.abstractName(NAME + "-nobody"), true));
        assertEquals("connect(@" + NAME + "-nobody): ECONNREFUSED", refused.getMessage());
        assertEquals(Errno.ECONNREFUSED, refused.errno());
        try (UnixListener listener = UnixListener.listen(UnixAddress.abstractName(NAME + "-taken"), 5)) {
            PosixException taken = assertThrows(PosixException.class,
                    () -> UnixListener.listen(UnixAddress.abstractName(NAME + "-taken"), 5));
            assertEquals(Errno.EADDRINUSE, taken.errno(), listener::toString);
        }
    }

    @Test
    void closedSocketsAndWrongRangesAreHarmless() throws Exception {
        UnixDatagram socket = UnixDatagram.open("closed");
        socket.close();
        socket.close();
        assertFalse(socket.isOpen());
        assertEquals(-Errno.EBADF, socket.send(memory, 0, 1));
        assertEquals(-Errno.EBADF, socket.receive(memory, 0, 1));
        assertThrows(PosixException.class, () -> socket.bind(UnixAddress.abstractName(NAME + "-late")));
        assertThrows(IndexOutOfBoundsException.class, () -> socket.send(memory, 60, 5));
        assertThrows(IndexOutOfBoundsException.class, () -> socket.receive(memory, -1, 5));
        assertThrows(IndexOutOfBoundsException.class, () -> socket.send(memory, 1, -1));
        assertThrows(IndexOutOfBoundsException.class, () -> socket.send(memory, Integer.MAX_VALUE, 5));
        assertThrows(IndexOutOfBoundsException.class, () -> new Poll(1).watch(1, 0, 0));
        assertThrows(IllegalArgumentException.class, () -> NativeBuffer.of(java.nio.ByteBuffer.allocate(8)));
    }
}
