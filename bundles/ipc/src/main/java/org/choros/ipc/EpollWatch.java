package org.choros.ipc;

import java.io.IOException;

import org.choros.posix.Poll;
import org.choros.posix.PosixException;

import io.netty.channel.IoEvent;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoEvent;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.unix.FileDescriptor;
import io.netty.util.concurrent.Future;

/** Watches one descriptor on the ring thread's event loop, level-triggered. Close it before the descriptor. */
final class EpollWatch implements EpollIoHandle, Watch {
    private static final int HANG_UP = Poll.HUP | Poll.ERR;
    /** No input; not NONE, which takes the descriptor out of the epoll set, hang-up and all. */
    private static final EpollIoOps IDLE = EpollIoOps.EPOLLERR;

    private final FileDescriptor fd;
    private final Listener listener;
    private final Poll check = new Poll(1);
    private IoRegistration registration;
    private boolean wanted;
    private boolean closed;

    private EpollWatch(int fd, Listener listener) {
        this.fd = new FileDescriptor(fd);
        this.listener = listener;
    }

    /** Begins to watch for input and hang-up; on the loop's thread. */
    static EpollWatch on(IoEventLoop loop, int fd, Listener listener) throws IOException {
        EpollWatch watch = new EpollWatch(fd, listener);
        Future<IoRegistration> registered = loop.register(watch);
        if (!registered.isSuccess()) {
            throw new IOException("epoll_ctl(descriptor " + fd + "): " + registered.cause());
        }
        watch.registration = registered.getNow();
        watch.input(true);
        return watch;
    }

    @Override
    public void input(boolean on) {
        if (on != wanted && !closed) {
            wanted = on;
            registration.submit(on ? EpollIoOps.EPOLLIN : IDLE);
        }
    }

    @Override
    public FileDescriptor fd() {
        return fd;
    }

    @Override
    public void handle(IoRegistration source, IoEvent event) {
        if (closed) {
            return;
        }
        int ready = ((EpollIoEvent) event).ops().value();
        if (wanted && (ready & Poll.IN) != 0) {
            listener.readable();
        }
        if (!closed && (ready & HANG_UP) != 0 && hungUp() && (!wanted || (ready & Poll.IN) == 0)) {
            listener.hungUp();
        }
    }

    /** The event may belong to an earlier descriptor of the same number: ask the kernel. */
    private boolean hungUp() {
        check.watch(0, fd.intValue(), 0);
        try {
            return check.await(0) > 0 && (check.ready(0) & HANG_UP) != 0;
        } catch (PosixException e) {
            return true;
        }
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            if (registration != null) {
                registration.cancel();
            }
        }
    }
}
