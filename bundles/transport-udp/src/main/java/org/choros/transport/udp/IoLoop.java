package org.choros.transport.udp;

import java.util.Optional;
import java.util.concurrent.TimeUnit;

import org.choros.spi.transport.RingThread;

import io.netty.channel.EventLoop;
import io.netty.channel.IoEventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;

/**
 * The event loop that the sockets are registered with: the ring thread's own when that is one with epoll or NIO below,
 * otherwise one of this transport, whose packets are copied and posted.
 */
final class IoLoop {
    private static final long CLOSE_WAIT_MS = 1000;

    private final IoEventLoop loop;
    private final DatagramChannels channels;
    private final MultiThreadIoEventLoopGroup own;

    private IoLoop(IoEventLoop loop, DatagramChannels channels, MultiThreadIoEventLoopGroup own) {
        this.loop = loop;
        this.channels = channels;
        this.own = own;
    }

    static IoLoop of(RingThread ring) {
        Optional<EventLoop> given = ring.as(EventLoop.class);
        if (given.isPresent() && given.get() instanceof IoEventLoop io) {
            if (DatagramChannels.epollAvailable() && EpollChannels.fits(io)) {
                return new IoLoop(io, new EpollChannels(), null);
            }
            if (io.isIoType(NioIoHandler.class)) {
                return new IoLoop(io, new NioChannels(), null);
            }
        }
        boolean epoll = DatagramChannels.epollAvailable();
        MultiThreadIoEventLoopGroup own = new MultiThreadIoEventLoopGroup(1,
                new DefaultThreadFactory("choros-udp", true),
                epoll ? EpollChannels.handlers() : NioIoHandler.newFactory());
        return new IoLoop(own.next(), epoll ? new EpollChannels() : new NioChannels(), own);
    }

    /** @return whether this is the ring thread, so that nothing has to be posted */
    boolean direct() {
        return own == null;
    }

    EventLoop eventLoop() {
        return loop;
    }

    DatagramChannels channels() {
        return channels;
    }

    /** Ends a loop of our own after what was given to it; its ports are free when this returns. */
    void close() {
        if (own != null) {
            // a loop that is told to end closes its channels before it runs what waits, and the leave waits there
            loop.submit(() -> {
            }).awaitUninterruptibly(CLOSE_WAIT_MS, TimeUnit.MILLISECONDS);
            own.shutdownGracefully(0, CLOSE_WAIT_MS, TimeUnit.MILLISECONDS)
                    .awaitUninterruptibly(CLOSE_WAIT_MS, TimeUnit.MILLISECONDS);
        }
    }
}
