package org.choros.ipc;

import org.choros.spi.ipc.IpcHost;
import org.choros.spi.ipc.IpcServer;
import org.choros.spi.ipc.IpcServerFactory;
import org.choros.spi.ipc.IpcSettings;
import org.choros.spi.transport.RingThread;
import org.osgi.service.component.annotations.Component;

import io.netty.channel.EventLoop;
import io.netty.channel.IoEventLoop;

/** Makes libqb servers on ring threads that are Netty event loops with epoll. */
@Component
public final class QbIpcServerFactory implements IpcServerFactory {
    @Override
    public IpcServer create(IpcSettings settings, IpcHost host, RingThread thread) {
        IoEventLoop loop = thread.as(EventLoop.class).filter(IoEventLoop.class::isInstance)
                .map(IoEventLoop.class::cast).filter(l -> l.isCompatible(EpollWatch.class))
                .orElseThrow(() -> new IllegalStateException(
                        "IPC needs a ring thread that is an event loop of Netty with epoll"));
        return new QbIpcServer(settings, host, loop);
    }
}
