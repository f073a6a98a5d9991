package org.choros.transport.udp;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;

import org.choros.spi.log.LogLevel;
import org.choros.spi.transport.LinkSettings;
import org.choros.spi.transport.Member;
import org.choros.spi.transport.RingThread;
import org.choros.spi.transport.Transport;
import org.choros.spi.transport.TransportHost;
import org.choros.spi.transport.TransportSettings;

import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.nio.NioIoHandler;

/** A node with a ring thread and nothing else: it notes what its transport tells it. */
final class TestNode implements TransportHost, AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(Integer.getInteger("choros.patience", 20));

    /** What runs below the ring thread. */
    enum Below {
        /** A Netty loop over epoll. */
        EPOLL,
        /** A Netty loop over the JDK's selector. */
        NIO,
        /** No Netty loop at all. */
        EXECUTOR
    }

    private final MultiThreadIoEventLoopGroup group;
    private final ExecutorService executor;
    private final Thread thread;
    private final List<String> events = new ArrayList<>();
    private Consumer<ByteBuffer> onPacket = packet -> {
    };
    private Transport transport;

    TestNode(Below below) {
        switch (below) {
            case EPOLL -> group = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
            case NIO -> group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
            default -> group = null;
        }
        executor = group == null ? Executors.newSingleThreadExecutor() : group;
        thread = call(Thread::currentThread);
    }

    /** A node whose sockets are made in a network namespace. */
    TestNode(Below below, Network.Side side) {
        this(below);
        call(() -> {
            side.enter();
            return null;
        });
    }

    static TransportSettings settings(String transport, int dialect, String bind, String group, int port,
            String... members) {
        List<Member> list = new ArrayList<>();
        for (String member : members) {
            list.add(new Member(list.size() + 1, List.of(ip(member))));
        }
        return new TransportSettings(transport, dialect,
                List.of(new LinkSettings(0, ip(bind), group == null ? null : ip(group), port, 1,
                        "255.255.255.255".equals(group))),
                list, 1, true, 50, 200, 1);
    }

    static InetAddress ip(String text) {
        try {
            return InetAddress.getByName(text);
        } catch (java.net.UnknownHostException e) {
            throw new IllegalArgumentException(e);
        }
    }

    TestNode start(TransportSettings settings) {
        call(() -> {
            transport = new UdpTransportFactory().create(settings, this);
            transport.start();
            events.add("started");
            return null;
        });
        return this;
    }

    TestNode start(TransportSettings settings, Supplier<List<LocalInterface>> interfaces) {
        call(() -> {
            transport = new UdpTransport(settings, this, interfaces);
            transport.start();
            events.add("started");
            return null;
        });
        return this;
    }

    /** Closes the transport and starts another, without a turn of the event loop between. */
    void replace(TransportSettings settings) {
        call(() -> {
            transport.close();
            transport = new UdpTransportFactory().create(settings, this);
            transport.start();
            return null;
        });
    }

    /** Runs something with the transport on the ring thread and waits for it. */
    void with(Consumer<Transport> task) {
        call(() -> {
            task.accept(transport);
            return null;
        });
    }

    TestNode whenReceiving(Consumer<ByteBuffer> action) {
        call(() -> {
            onPacket = action;
            return null;
        });
        return this;
    }

    <T> T call(Callable<T> task) {
        try {
            return executor.submit(task).get();
        } catch (ExecutionException e) {
            throw new AssertionError(e.getCause().getMessage(), e.getCause());
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    List<String> events() {
        return call(() -> List.copyOf(events));
    }

    void forget() {
        call(() -> {
            events.clear();
            return null;
        });
    }

    /** Waits until an event is there. */
    void await(String event) {
        await(event, () -> events().contains(event));
    }

    void await(String what, BooleanSupplier condition) {
        long endNs = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - endNs > 0) {
                throw new AssertionError("waited in vain for " + what + ", seen: " + events());
            }
            Thread.onSpinWait();
        }
    }

    /** @return the texts of the packets, those that came in front of a token marked with {@code !} */
    List<String> packets() {
        return events().stream().filter(event -> event.startsWith("packet ")).map(event -> event.substring(7)).toList();
    }

    static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
    }

    static ByteBuffer bytes(String text, int length) {
        return ByteBuffer.allocate(length).put(bytes(text)).position(0);
    }

    @Override
    public RingThread ringThread() {
        return new RingThread() {
            @Override
            public void execute(Runnable command) {
                executor.execute(command);
            }

            @Override
            public boolean inside() {
                return Thread.currentThread() == thread;
            }

            @Override
            public <T> Optional<T> as(Class<T> type) {
                return group != null && type == EventLoop.class
                        ? Optional.of(type.cast(group.next()))
                        : Optional.empty();
            }
        };
    }

    private void note(String event) {
        if (Thread.currentThread() != thread) {
            throw new AssertionError("not on the ring thread: " + event);
        }
        events.add(event);
    }

    @Override
    public void onPacket(int link, ByteBuffer packet, boolean flushing) {
        byte[] bytes = new byte[Math.min(packet.remaining(), 40)];
        packet.get(packet.position(), bytes);
        note("packet " + new String(bytes, StandardCharsets.US_ASCII).trim()
                + (packet.remaining() > 40 ? " of " + packet.remaining() : "") + (flushing ? "!" : ""));
        onPacket.accept(packet);
    }

    @Override
    public void onBatchEnd() {
        note("batch");
    }

    @Override
    public void onInterface(int link, InetAddress local, boolean up) {
        note((up ? "up " : "down ") + local.getHostAddress());
    }

    @Override
    public void onDropped(Drop cause) {
        note("dropped " + cause);
    }

    @Override
    public void log(LogLevel level, String text) {
        note(level + " " + text);
    }

    @Override
    public void close() {
        if (transport != null) {
            with(Transport::close);
        }
        if (group != null) {
            group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
        } else {
            executor.shutdown();
        }
    }
}
