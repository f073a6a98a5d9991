package org.choros.transport.udp;

import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.choros.spi.log.LogLevel;
import org.choros.spi.transport.RingThread;
import org.choros.spi.transport.Transport;
import org.choros.spi.transport.TransportHost;
import org.choros.spi.transport.TransportSettings;

import io.netty.channel.EventLoop;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.nio.NioIoHandler;

/**
 * Prints how many datagrams a second go from one udpu transport to another over loopback, a window of them and a token
 * at a time, as a ring does: {@code java -cp <test class path> org.choros.transport.udp.DatagramRates [rounds]}.
 */
public final class DatagramRates {
    private static final int WINDOW = 50;
    private static final int LENGTH = 1455;

    private DatagramRates() {
    }

    /** @param arguments the number of windows */
    public static void main(String[] arguments) throws Exception {
        int rounds = arguments.length == 0 ? 10_000 : Integer.parseInt(arguments[0]);
        for (int repeat = 0; repeat < 2; repeat++) {
            run("NIO, one at a time", NioIoHandler.newFactory(), 1, rounds);
            run("epoll, one at a time", EpollIoHandler.newFactory(), 1, rounds);
            run("epoll, a batch for each token", EpollIoHandler.newFactory(), WINDOW, rounds);
        }
    }

    private static void run(String what, IoHandlerFactory below, int flushEvery, int rounds) throws Exception {
        MultiThreadIoEventLoopGroup loops = new MultiThreadIoEventLoopGroup(2, below);
        String a = "127.0.8.1";
        String b = "127.0.8.2";
        CountDownLatch done = new CountDownLatch(1);
        // each has only the other in its list, or it would hear its own messages
        Peer sender = new Peer(loops.next(), TestNode.settings("udpu", 3, a, null, 5405, b), b, flushEvery, rounds,
                done);
        Peer receiver = new Peer(loops.next(), TestNode.settings("udpu", 3, b, null, 5405, a), a, 0, 0, null);
        receiver.start();
        sender.start();
        long[] before = {sender.allocated(), receiver.allocated()};
        long startNs = System.nanoTime();
        sender.loop.execute(sender::window);
        done.await();
        double seconds = (System.nanoTime() - startNs) / 1e9;
        long sent = (long) rounds * WINDOW;
        System.out.printf("%-30s %,9.0f datagrams/s, lost %d, bytes allocated per datagram: sending %d, receiving %d%n",
                what, sent / seconds, sent - receiver.received, (sender.allocated() - before[0]) / sent,
                (receiver.allocated() - before[1]) / sent);
        sender.loop.submit(sender.transport::close).sync();
        receiver.loop.submit(receiver.transport::close).sync();
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).sync();
    }

    /** One side: sends windows, or answers tokens. */
    private static final class Peer implements TransportHost, RingThread {
        private final IoEventLoop loop;
        private final TransportSettings settings;
        private final InetAddress other;
        private final int flushEvery;
        private final CountDownLatch done;
        private final ByteBuffer packet = ByteBuffer.allocateDirect(LENGTH);
        private final ByteBuffer token = ByteBuffer.allocateDirect(57);
        private int rounds;
        private long received;
        private long threadId;
        private Transport transport;

        Peer(IoEventLoop loop, TransportSettings settings, String other, int flushEvery, int rounds,
                CountDownLatch done) {
            this.loop = loop;
            this.settings = settings;
            this.other = TestNode.ip(other);
            this.flushEvery = flushEvery;
            this.rounds = rounds;
            this.done = done;
        }

        void start() throws Exception {
            loop.submit(() -> {
                threadId = Thread.currentThread().getId();
                transport = new UdpTransportFactory().create(settings, this);
                transport.start();
                transport.target(0, other);
                // in a ring of two nobody polls the interfaces
                transport.ringMembers(List.of(other, settings.links().get(0).bindAddress()));
                return null;
            }).sync();
        }

        long allocated() {
            return ((com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean())
                    .getThreadAllocatedBytes(threadId);
        }

        void window() {
            if (rounds-- == 0) {
                done.countDown();
                return;
            }
            for (int i = 1; i <= WINDOW; i++) {
                transport.multicast(0, packet, false);
                if (i % flushEvery == 0) {
                    transport.flush();
                }
            }
            transport.unicast(0, token);
            transport.flush();
        }

        @Override
        public void onPacket(int link, ByteBuffer datagram, boolean flushing) {
            if (datagram.remaining() == LENGTH) {
                received++;
            } else if (flushEvery == 0) {
                transport.unicast(0, token);
                transport.flush();
            } else {
                window();
            }
        }

        @Override
        public RingThread ringThread() {
            return this;
        }

        @Override
        public void execute(Runnable command) {
            loop.execute(command);
        }

        @Override
        public boolean inside() {
            return loop.inEventLoop();
        }

        @Override
        public <T> Optional<T> as(Class<T> type) {
            return type == EventLoop.class ? Optional.of(type.cast(loop)) : Optional.empty();
        }

        @Override
        public void onBatchEnd() {
            // the sender sends when its token comes, not at the end of a batch
        }

        @Override
        public void onInterface(int link, InetAddress local, boolean up) {
            // loopback stays up
        }

        @Override
        public void onDropped(Drop cause) {
            System.out.println("dropped: " + cause);
        }

        @Override
        public void log(LogLevel level, String text) {
            // one line for each transport says nothing about rates
        }
    }
}
