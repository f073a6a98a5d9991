package org.choros.ipc;

import java.nio.file.Path;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

import org.choros.itests.fuzz.Choices;
import org.choros.itests.fuzz.OracleException;
import org.choros.spi.ipc.IpcSettings;

import io.netty.channel.IoEventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.internal.logging.InternalLoggerFactory;
import io.netty.util.internal.logging.JdkLoggerFactory;

/**
 * Hostile clients against the whole IPC server, as an input chooses: up to five at a time connect, say the set-up
 * wrongly or byte by byte, send what is no request, too much or half of it, scribble into their rings, cut them, take
 * nothing, hang up; the node sends events, holds back, withdraws its service; descriptors, space and watches run out.
 * First byte: the type of the channels; then the steps.
 */
public final class HostileClients {
    /** What Netty tells of tasks and descriptors whose handling has thrown. */
    private static final Queue<LogRecord> THROWN = new ConcurrentLinkedQueue<>();
    private static final Logger NETTY = Logger.getLogger("io.netty");

    private static IoEventLoop loop;

    private HostileClients() {
    }

    /**
     * Over a kernel and a ring thread in memory.
     *
     * @param choices the input
     * @return how many steps there were
     */
    public static int inMemory(Choices choices) {
        return new Attack(choices, new Bench(type(choices))).run();
    }

    /**
     * Over the sockets and files of the kernel, on an event loop of Netty. What needs time or a full file system does
     * not happen.
     *
     * @param choices the input
     * @return how many connections there were
     */
    public static long overSockets(Choices choices) {
        if (loop == null) {
            start();
        }
        return overSockets(choices, type(choices));
    }

    private static long overSockets(Choices choices, IpcSettings.Type type) {
        RealBench bench = new RealBench(type, loop, Path.of("/dev/shm"));
        try {
            new Attack(choices, bench).run();
        } finally {
            // what was found has to be written down
            bench.plenty();
        }
        LogRecord thrown = THROWN.poll();
        OracleException.require(thrown == null, () -> "on the ring thread: " + thrown.getMessage() + " "
                + thrown.getThrown());
        return bench.connections();
    }

    private static void start() {
        InternalLoggerFactory.setDefaultFactory(JdkLoggerFactory.INSTANCE);
        NETTY.addHandler(new Handler() {
            @Override
            public void publish(LogRecord line) {
                if (line.getLevel().intValue() >= Level.WARNING.intValue()) {
                    THROWN.add(line);
                }
            }

            @Override
            public void flush() {
                // at once
            }

            @Override
            public void close() {
                // nothing to close
            }
        });
        loop = new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory("ring", true),
                EpollIoHandler.newFactory()).next();
        for (IpcSettings.Type type : IpcSettings.Type.values()) {
            try {
                overSockets(new Nothing(), type);
            } catch (OracleException e) {
                // The first time opens the archives of classes, and more that stays: that counts for nobody.
                THROWN.clear();
            }
        }
    }

    /** An input without steps. */
    private static final class Nothing implements Choices {
        @Override
        public boolean hasMore() {
            return false;
        }

        @Override
        public int next() {
            return 0;
        }

        @Override
        public int next(int choices) {
            return 0;
        }

        @Override
        public boolean chance(int oneOf) {
            return false;
        }

        @Override
        public int value() {
            return 0;
        }

        @Override
        public byte[] bytes(int length) {
            return new byte[0];
        }
    }

    private static IpcSettings.Type type(Choices choices) {
        return (choices.next() & 1) == 0 ? IpcSettings.Type.SHARED_MEMORY : IpcSettings.Type.SOCKET;
    }
}
