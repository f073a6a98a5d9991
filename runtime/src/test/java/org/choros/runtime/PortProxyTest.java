package org.choros.runtime;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code choros-proxy} as a process, between sockets of this one. */
@Timeout(120)
class PortProxyTest {
    private static final Path SCRIPT = Path.of("src/main/dist/sbin/choros-proxy").toAbsolutePath();
    private static final int LIMIT_S = 60;
    private static final int CONNECTIONS = 256;

    @TempDir
    private Path folder;
    private final List<AutoCloseable> opened = new CopyOnWriteArrayList<>();
    private Process proxy;
    private int port;

    private Process run(String... words) throws IOException {
        List<String> all = new ArrayList<>(List.of("perl", SCRIPT.toString()));
        all.addAll(List.of(words));
        return new ProcessBuilder(all).redirectError(folder.resolve("err").toFile())
                .redirectOutput(folder.resolve("out").toFile()).start();
    }

    private String err() {
        try {
            return Files.readString(folder.resolve("err"));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private void await(String what, BooleanSupplier state) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_S);
        while (!state.getAsBoolean()) {
            assertTrue(System.nanoTime() - end < 0, () -> "not in time: " + what + "\n" + err());
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        }
    }

    /** A port that nobody else is given: below those that the kernel gives to whoever asks for any. */
    private static int freePort() {
        while (true) {
            int candidate = 20_000 + ThreadLocalRandom.current().nextInt(10_000);
            try (ServerSocket s = new ServerSocket(candidate, 1, InetAddress.getLoopbackAddress())) {
                return s.getLocalPort();
            } catch (IOException taken) {
                continue;
            }
        }
    }

    private static String at(int where) {
        return "127.0.0.1:" + where;
    }

    /** Starts it, and waits until it listens. */
    private void start(String... targets) throws IOException {
        port = freePort();
        List<String> words = new ArrayList<>(List.of(at(port)));
        words.addAll(List.of(targets));
        proxy = run(words.toArray(String[]::new));
        String listens = String.format("0100007F:%04X 00000000:0000 0A", port);
        await("it listens", () -> {
            try {
                return Files.readString(Path.of("/proc/net/tcp")).contains(listens) || !proxy.isAlive();
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
        assertTrue(proxy.isAlive(), this::err);
    }

    private Socket client() throws IOException {
        Socket s = new Socket(InetAddress.getLoopbackAddress(), port);
        opened.add(s);
        return s;
    }

    private ServerSocket listen(int where) throws IOException {
        ServerSocket s = new ServerSocket();
        s.setReuseAddress(true);
        s.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), where), 2 * CONNECTIONS);
        opened.add(s);
        return s;
    }

    @AfterEach
    void end() throws Exception {
        for (AutoCloseable o : opened) {
            o.close();
        }
        if (proxy != null) {
            proxy.destroyForcibly().waitFor();
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", value = {
            "- | where to listen and where to forward to have to be said",
            "8080 | where to listen and where to forward to have to be said",
            "x a:1 | \"x\" is not [ADDRESS:]PORT", "65536 a:1 | \"65536\" has no port from 1 to 65535",
            "0 a:1 | \"0\" has no port from 1 to 65535", ":8080 a:1 | \":8080\" is not [ADDRESS:]PORT",
            "--listen a:1 | \"--listen\" is not [ADDRESS:]PORT", "8080 a | \"a\" is not HOST:PORT",
            "8080 80 | \"80\" has no host: HOST:PORT is wanted", "8080 a:0 | \"a:0\" has no port from 1 to 65535",
            "8080 ::1:80 | \"::1:80\" is not HOST:PORT", "8080 a:1 a:123456 | \"a:123456\" is not HOST:PORT",
            "8080 a:1 a:1 a:1 a:1 a:1 a:1 a:1 a:1 a:1 a:1 a:1 a:1 a:1 a:1 a:1 a:1 a:1 | 17 targets are more than 16"})
    void wrongArgumentsAreNamed(String words, String fault) throws Exception {
        proxy = run(words == null ? new String[0] : words.split(" "));
        assertEquals(2, proxy.waitFor());
        assertTrue(err().startsWith("choros-proxy: " + fault + "\nusage: choros-proxy [ADDRESS:]PORT HOST:PORT...\n"),
                this::err);
    }

    @Test
    void saysHowItIsUsed() throws Exception {
        proxy = run("--help");
        assertEquals(0, proxy.waitFor());
        assertEquals("", err());
        assertTrue(Files.readString(folder.resolve("out")).startsWith("usage: choros-proxy [ADDRESS:]PORT HOST:PORT"));
    }

    @Test
    void whatKeepsItFromBeginningEndsIt() throws Exception {
        // longer than a name may be: nobody is asked for it
        String host = "x".repeat(70);
        proxy = run(at(freePort()), host + ":80");
        assertEquals(1, proxy.waitFor());
        assertTrue(err().startsWith("choros-proxy: " + host + ": "), this::err);
        assertEquals(1, err().lines().count());
        ServerSocket taken = listen(0);
        proxy = run(at(taken.getLocalPort()), at(1));
        assertEquals(1, proxy.waitFor());
        assertEquals("choros-proxy: cannot listen on " + at(taken.getLocalPort()) + ": Address already in use\n",
                err());
        proxy = run("192.0.2.1:" + freePort(), at(1));
        assertEquals(1, proxy.waitFor());
        assertTrue(err().endsWith(": Cannot assign requested address\n"), this::err);
    }

    /** Much in both directions; the end of one does not end the other. */
    @Test
    void aHalfThatHasEndedDoesNotEndTheOther() throws Exception {
        ServerSocket server = listen(0);
        start(at(server.getLocalPort()));
        byte[] said = new byte[5_000_000];
        new Random(1).nextBytes(said);
        Socket client = client();
        Socket peer = server.accept();
        opened.add(peer);
        CompletableFuture<byte[]> heard = CompletableFuture.supplyAsync(() -> all(peer));
        client.getOutputStream().write(said);
        client.shutdownOutput();
        assertArrayEquals(said, heard.get());
        CompletableFuture<byte[]> answer = CompletableFuture.supplyAsync(() -> all(client));
        peer.getOutputStream().write(said);
        peer.close();
        assertArrayEquals(said, answer.get());
        await("it tells where they go", () -> err().equals("choros-proxy: connections go to "
                + at(server.getLocalPort()) + "\n"));
    }

    private static byte[] all(Socket s) {
        try {
            return s.getInputStream().readAllBytes();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** A side that breaks off breaks the other: a part is not taken for the whole. */
    @Test
    void aResetIsPassedOn() throws Exception {
        ServerSocket server = listen(0);
        start(at(server.getLocalPort()));
        Socket client = client();
        Socket peer = server.accept();
        peer.getOutputStream().write("a part".getBytes(StandardCharsets.US_ASCII));
        assertEquals("a part", new String(client.getInputStream().readNBytes(6), StandardCharsets.US_ASCII));
        peer.setSoLinger(true, 0);
        peer.close();
        assertThrows(SocketException.class, () -> client.getInputStream().read());
    }

    @Test
    void goesToWhoTakesItAndTellsOnceWhenNobodyDoes() throws Exception {
        int one = freePort();
        ServerSocket other = listen(0);
        start(at(one), at(other.getLocalPort()));
        client();
        opened.add(other.accept());
        String first = "choros-proxy: connections go to " + at(other.getLocalPort()) + "\n";
        await("the other one takes it", () -> err().equals(first));
        other.close();
        for (int i = 0; i < 50; i++) {
            InputStream in = client().getInputStream();
            assertThrows(SocketException.class, in::read);
        }
        String none = first + "choros-proxy: no target takes connections, clients are reset: "
                + at(other.getLocalPort()) + ": Connection refused; " + at(one) + ": Connection refused\n";
        await("nobody takes them", () -> err().equals(none));
        ServerSocket moved = listen(one);
        client();
        opened.add(moved.accept());
        await("the one takes it", () -> err().equals(none + "choros-proxy: connections go to " + at(one) + "\n"));
    }

    /** A port that answers nothing, as of a host without power: its queue is full. */
    @Test
    void whoDoesNotAnswerIsPassedOver() throws Exception {
        ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        opened.add(full);
        for (int i = 0; i < 2; i++) {
            opened.add(new Socket(InetAddress.getLoopbackAddress(), full.getLocalPort()));
        }
        ServerSocket server = listen(0);
        start(at(full.getLocalPort()), at(server.getLocalPort()));
        Socket client = client();
        client.getOutputStream().write('x');
        Socket peer = server.accept();
        opened.add(peer);
        assertEquals('x', peer.getInputStream().read());
    }

    @Test
    void atTheBoundOthersWait() throws Exception {
        ServerSocket server = listen(0);
        List<Socket> accepted = new CopyOnWriteArrayList<>();
        Thread thread = new Thread(() -> {
            try {
                while (true) {
                    Socket s = server.accept();
                    opened.add(s);
                    accepted.add(s);
                }
            } catch (IOException e) {
                // the test is over
                return;
            }
        });
        thread.setDaemon(true);
        thread.start();
        start(at(server.getLocalPort()));
        Socket[] clients = new Socket[CONNECTIONS + 1];
        for (int i = 0; i < clients.length; i++) {
            clients[i] = client();
        }
        // in any order with the line that says where connections go
        await("it is full", () -> err().contains("choros-proxy: 256 connections are open, others have to wait\n"));
        await("so many are open", () -> accepted.size() == CONNECTIONS);
        clients[CONNECTIONS].getOutputStream().write('x');
        clients[0].close();
        accepted.get(0).close();
        await("the one that waited is taken", () -> accepted.size() == CONNECTIONS + 1);
        assertEquals('x', accepted.get(CONNECTIONS).getInputStream().read());
    }

    @Test
    void endsWhenItIsTold() throws Exception {
        ServerSocket server = listen(0);
        start(at(server.getLocalPort()));
        Socket client = client();
        opened.add(server.accept());
        proxy.destroy();
        assertEquals(0, proxy.waitFor());
        // with it what was open
        assertTrue(ended(client.getInputStream()));
    }

    private static boolean ended(InputStream in) {
        try {
            return in.read() < 0;
        } catch (IOException e) {
            return true;
        }
    }
}
