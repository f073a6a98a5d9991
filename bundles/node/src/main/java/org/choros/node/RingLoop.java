package org.choros.node;

import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

import org.choros.spi.transport.RingThread;

import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;

/** The ring thread: one Netty event loop, native epoll where there is one. */
final class RingLoop implements RingThread, AutoCloseable {
    private static final long STOP_LIMIT_MS = 2_000;

    private final MultiThreadIoEventLoopGroup group;
    private final EventLoop loop;

    RingLoop(String name) {
        group = new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory(name, true, Thread.MAX_PRIORITY),
                Epoll.isAvailable() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
        loop = group.next();
    }

    @Override
    public void execute(Runnable task) {
        offer(task);
    }

    /**
     * @param task what to run on the ring thread
     * @return false when it will not run, because the thread has ended
     */
    boolean offer(Runnable task) {
        try {
            loop.execute(task);
            return true;
        } catch (RejectedExecutionException e) {
            return false;
        }
    }

    /** @return whether nothing is taken any more */
    boolean closed() {
        return loop.isShuttingDown();
    }

    /**
     * Runs a task later.
     *
     * @param task what to run on the ring thread
     * @param delayNs in how many nanoseconds
     */
    void schedule(Runnable task, long delayNs) {
        try {
            loop.schedule(task, delayNs, TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            // It ends: there is no later.
            return;
        }
    }

    @Override
    public boolean inside() {
        return loop.inEventLoop();
    }

    @Override
    public <T> Optional<T> as(Class<T> type) {
        return type.isInstance(loop) ? Optional.of(type.cast(loop)) : Optional.empty();
    }

    @Override
    public void close() {
        group.shutdownGracefully(0, STOP_LIMIT_MS, TimeUnit.MILLISECONDS).awaitUninterruptibly(STOP_LIMIT_MS);
    }
}
