package org.choros.ipc;

import java.io.IOException;

import java.util.concurrent.TimeUnit;

import io.netty.channel.IoEventLoop;
import io.netty.util.concurrent.Future;

/** The event loop of Netty with epoll that the ring runs on. */
final class EpollReactor implements Reactor {
    private final IoEventLoop loop;

    EpollReactor(IoEventLoop loop) {
        this.loop = loop;
    }

    @Override
    public void execute(Runnable task) {
        loop.execute(task);
    }

    @Override
    public Runnable schedule(Runnable task, long delayMs) {
        Future<?> scheduled = loop.schedule(task, delayMs, TimeUnit.MILLISECONDS);
        return () -> scheduled.cancel(false);
    }

    @Override
    public Watch watch(int fd, Watch.Listener listener) throws IOException {
        return EpollWatch.on(loop, fd, listener);
    }
}
