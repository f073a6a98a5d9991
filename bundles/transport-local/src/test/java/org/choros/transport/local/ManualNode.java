package org.choros.transport.local;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;

import org.choros.spi.log.LogLevel;
import org.choros.spi.transport.RingThread;
import org.choros.spi.transport.Transport;
import org.choros.spi.transport.TransportException;
import org.choros.spi.transport.TransportHost;
import org.choros.spi.transport.TransportSettings;

/** A node whose ring thread is the test's: its tasks run when the test says so. */
final class ManualNode implements TransportHost, RingThread {
    /** What was told: text of packets, {@code batch}, {@code up 0 10.1.1.1}, {@code dropped CAUSE}, log lines. */
    final List<String> events = new ArrayList<>();
    final List<InetAddress> sources = new ArrayList<>();
    /** What was told right after the start. */
    final List<String> announced;
    /** Done once, when the next packet comes. */
    Runnable answer;
    final Transport transport;
    /** Counts instead of noting, so that nothing is allocated. */
    boolean counting;
    int counted;
    private final ArrayDeque<Runnable> own = new ArrayDeque<>();
    /** Of the thread that delays packets. */
    private final ConcurrentLinkedQueue<Runnable> foreign = new ConcurrentLinkedQueue<>();
    private final Thread thread = Thread.currentThread();

    ManualNode(TransportSettings settings) throws TransportException {
        transport = new LocalTransportFactory().create(settings, this);
        transport.start();
        turn();
        announced = List.copyOf(events);
        events.clear();
    }

    static ByteBuffer packet(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
    }

    /** Runs what waits now and what comes of it. */
    void run() {
        while (turn()) {
            continue;
        }
    }

    /** Runs one task, or returns false. */
    boolean turn() {
        Runnable task = own.isEmpty() ? foreign.poll() : own.poll();
        if (task != null) {
            task.run();
        }
        return task != null;
    }

    List<String> packets() {
        run();
        return events.stream().filter(event -> !event.equals("batch")).toList();
    }

    void multicast(String text) {
        transport.multicast(0, packet(text), true);
        transport.flush();
    }

    void unicast(int node, String text) {
        transport.target(0, Settings.address(0, node));
        transport.unicast(0, packet(text));
        transport.flush();
    }

    @Override
    public void execute(Runnable task) {
        if (inside()) {
            own.add(task);
        } else {
            foreign.add(task);
        }
    }

    @Override
    public boolean inside() {
        return Thread.currentThread() == thread;
    }

    @Override
    public <T> Optional<T> as(Class<T> type) {
        return Optional.empty();
    }

    @Override
    public RingThread ringThread() {
        return this;
    }

    @Override
    public void onSource(InetAddress source) {
        if (!counting) {
            sources.add(source);
        }
    }

    @Override
    public void onPacket(int link, ByteBuffer packet, boolean flushing) {
        counted++;
        if (!counting) {
            events.add((link == 0 ? "" : link + ":") + StandardCharsets.US_ASCII.decode(packet.duplicate()));
        }
        Runnable now = answer;
        answer = null;
        if (now != null) {
            now.run();
        }
    }

    @Override
    public void onBatchEnd() {
        if (!counting) {
            events.add("batch");
        }
        transport.flush();
    }

    @Override
    public void onInterface(int link, InetAddress local, boolean up) {
        events.add((up ? "up " : "down ") + link + " " + local.getHostAddress());
    }

    @Override
    public void onDropped(Drop cause) {
        events.add("dropped " + cause);
    }

    @Override
    public void log(LogLevel level, String text) {
        events.add(level + " " + text);
    }
}
