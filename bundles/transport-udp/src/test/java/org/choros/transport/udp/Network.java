package org.choros.transport.udp;

import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

import com.sun.jna.LastErrorException;
import com.sun.jna.Library;
import com.sun.jna.Native;

/** Two network namespaces joined by a pair of virtual Ethernet devices; threads of this process enter them. */
final class Network implements AutoCloseable {
    private static final int CLONE_NEWNET = 0x40000000;
    private static int made;

    private final Side left;
    private final Side right;

    /** The few system calls that Java lacks. */
    private interface SystemCalls extends Library {
        SystemCalls INSTANCE = Native.load("c", SystemCalls.class);

        int open(String path, int flags) throws LastErrorException;

        int setns(int fd, int type) throws LastErrorException;

        int close(int fd) throws LastErrorException;
    }

    /** One namespace with its device and its addresses. */
    record Side(String namespace, String device, String ip, String ip6) {
        /** Moves the calling thread into the namespace: sockets made from now on belong to it. */
        void enter() {
            int fd = SystemCalls.INSTANCE.open("/run/netns/" + namespace, 0);
            SystemCalls.INSTANCE.setns(fd, CLONE_NEWNET);
            SystemCalls.INSTANCE.close(fd);
        }

        void ip(String... arguments) {
            run(concat(new String[]{"ip", "-n", namespace}, arguments));
        }

        void up() {
            ip("link", "set", device, "up");
        }

        void down() {
            ip("link", "set", device, "down");
        }
    }

    private Network(Side left, Side right) {
        this.left = left;
        this.right = right;
    }

    Side left() {
        return left;
    }

    Side right() {
        return right;
    }

    /** @return a network, or empty where this process may not make one */
    static Optional<Network> make() {
        String id = ProcessHandle.current().pid() + "x" + made++;
        Side left = new Side("net-" + id + "-a", "na" + id, "10.81.0.1", "fd81::1");
        Side right = new Side("net-" + id + "-b", "nb" + id, "10.81.0.2", "fd81::2");
        Network network = new Network(left, right);
        try {
            for (Side side : new Side[]{left, right}) {
                run("ip", "netns", "add", side.namespace());
            }
            run("ip", "-n", left.namespace(), "link", "add", left.device(), "type", "veth", "peer", "name",
                    right.device(), "netns", right.namespace());
            for (Side side : new Side[]{left, right}) {
                side.ip("link", "set", "lo", "up");
                side.ip("addr", "add", side.ip() + "/24", "brd", "+", "dev", side.device());
                side.ip("addr", "add", side.ip6() + "/64", "dev", side.device(), "nodad");
                side.up();
            }
            return Optional.of(network);
        } catch (IllegalStateException notAllowed) {
            network.close();
            return Optional.empty();
        }
    }

    @Override
    public void close() {
        for (Side side : new Side[]{left, right}) {
            try {
                run("ip", "netns", "del", side.namespace());
            } catch (IllegalStateException neverMade) {
                continue;
            }
        }
    }

    private static String[] concat(String[] a, String[] b) {
        String[] all = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, all, a.length, b.length);
        return all;
    }

    private static void run(String... command) {
        try {
            Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
            String output = new String(process.getInputStream().readAllBytes());
            if (!process.waitFor(20, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new IllegalStateException(String.join(" ", command) + ": " + output);
            }
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(String.join(" ", command), e);
        }
    }
}
