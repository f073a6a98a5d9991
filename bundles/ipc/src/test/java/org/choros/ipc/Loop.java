package org.choros.ipc;

import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

import org.choros.spi.transport.RingThread;

import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;

/** A ring thread for tests. */
final class Loop implements RingThread, AutoCloseable {
    private final MultiThreadIoEventLoopGroup group = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    private final EventLoop loop = group.next();

    /** Runs on the ring thread and waits for the result. */
    <T> T call(Callable<T> task) throws Exception {
        return loop.submit(task).get(60, TimeUnit.SECONDS);
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
    public void execute(Runnable task) {
        loop.execute(task);
    }

    @Override
    public void close() {
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }
}
