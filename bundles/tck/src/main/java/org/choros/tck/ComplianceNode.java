package org.choros.tck;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

import org.choros.spi.log.LogLevel;
import org.choros.spi.transport.RingThread;
import org.choros.spi.transport.Transport;
import org.choros.spi.transport.TransportException;
import org.choros.spi.transport.TransportFactory;
import org.choros.spi.transport.TransportHost;
import org.choros.spi.transport.TransportSettings;

/**
 * A node with a ring thread and a transport and nothing else: it notes what the transport tells it, and what it does
 * that no transport may do. For the test's thread, unless said otherwise.
 */
public final class ComplianceNode implements AutoCloseable {
    private final TestRing ring;
    private final Duration patience;
    // all lists and flags are guarded by this
    private final List<Arrival> arrivals = new ArrayList<>();
    private final List<String> events = new ArrayList<>();
    private final List<String> violations = new ArrayList<>();
    private boolean batchOpen;
    private BiConsumer<Transport, ByteBuffer> onPacket = (transport, packet) -> {
    };
    private Session session;

    ComplianceNode(TestRing ring, Duration patience) {
        this.ring = ring;
        this.patience = patience;
    }

    void start(TransportFactory factory, TransportSettings settings) throws TransportException {
        call(() -> open(factory, settings));
    }

    /** Ends the transport and starts another without a turn of the ring thread between, as an update in place does. */
    void replace(TransportFactory factory, TransportSettings settings) throws TransportException {
        call(() -> {
            session.transport.close();
            open(factory, settings);
        });
    }

    private void open(TransportFactory factory, TransportSettings settings) throws TransportException {
        Session opened = new Session();
        opened.transport = new Watched(factory.create(settings, opened), opened);
        opened.transport.start();
        session = opened;
    }

    /** Something that may fail as a start does. */
    private interface Task {
        void run() throws TransportException;
    }

    private void call(Task task) throws TransportException {
        try {
            ring.call(() -> {
                task.run();
                return null;
            });
        } catch (TransportException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    /** Runs something with the transport on the ring thread and waits for it. */
    void with(Consumer<Transport> task) {
        try {
            call(() -> task.accept(session.transport));
        } catch (TransportException e) {
            throw new AssertionError(e);
        }
    }

    /** Sets what is done with each packet, on the ring thread. */
    void whenReceiving(BiConsumer<Transport, ByteBuffer> action) {
        with(transport -> onPacket = action);
    }

    private synchronized void note(List<String> list, String text) {
        list.add(text);
        notifyAll();
    }

    private synchronized void note(Arrival arrival) {
        arrivals.add(arrival);
        batchOpen = true;
        notifyAll();
    }

    private synchronized void batchEnd() {
        batchOpen = false;
        notifyAll();
    }

    /** @return the packets so far, for all threads */
    public synchronized List<Arrival> arrivals() {
        return List.copyOf(arrivals);
    }

    /** @return the packets so far as text, for all threads */
    public synchronized List<String> texts() {
        return arrivals.stream().map(Arrival::text).toList();
    }

    /** {@code up 0 10.0.0.1}, {@code down 0 10.0.0.1}, {@code dropped CAUSE}, {@code LEVEL line}. */
    synchronized List<String> events() {
        return List.copyOf(events);
    }

    synchronized List<String> violations() {
        return List.copyOf(violations);
    }

    synchronized boolean batchOpen() {
        return batchOpen;
    }

    /** Forgets the packets so far. */
    synchronized void forget() {
        arrivals.clear();
    }

    /** Waits for a packet with this text; for all threads. */
    public void await(String text) {
        await("a packet " + text, () -> texts().contains(text));
    }

    /** Waits for a state that changes with a callback; for all threads but the ring thread. */
    synchronized void await(String what, BooleanSupplier condition) {
        if (!isSo(patience.toMillis(), condition)) {
            throw new AssertionError("waited " + patience.toMillis() + " ms in vain for " + what + "; packets "
                    + arrivals + ", events " + events + ", violations " + violations);
        }
    }

    /** Returns whether a state that changes with a callback is there within a time. */
    synchronized boolean isSo(long limitMs, BooleanSupplier condition) {
        long endNs = System.nanoTime() + limitMs * 1_000_000;
        while (!condition.getAsBoolean()) {
            long leftMs = (endNs - System.nanoTime()) / 1_000_000;
            if (leftMs <= 0) {
                return false;
            }
            try {
                wait(leftMs);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
        return true;
    }

    @Override
    public void close() {
        if (session != null) {
            with(Transport::close);
            // whatever was waiting to be done after the end has been done now
            with(transport -> {
            });
        }
        ring.close();
    }

    /** What one transport sees; it is not mixed up with what comes before and after it. */
    private final class Session implements TransportHost, Watched.Calls {
        private Transport transport;
        private boolean started;
        private boolean closed;
        private int depth;
        private InetAddress source;
        private boolean sourceTold;
        private boolean sourcesKnown;
        private int received;

        @Override
        public void begin(String method) {
            depth++;
        }

        @Override
        public void end(String method) {
            depth--;
            started |= method.equals("start");
            closed |= method.equals("close");
        }

        private void check(String callback) {
            if (!ring.inside()) {
                note(violations, callback + " on thread " + Thread.currentThread().getName());
            } else if (closed) {
                note(violations, callback + " after the end");
            }
        }

        /** For callbacks that are not made from within a call. */
        private void checkTurn(String callback) {
            check(callback);
            if (ring.inside() && !started) {
                note(violations, callback + " before start() has returned");
            } else if (ring.inside() && depth > 0) {
                note(violations, callback + " from within a call of a method of the transport");
            }
        }

        @Override
        public RingThread ringThread() {
            return ring;
        }

        @Override
        public void onSource(InetAddress sender) {
            check("onSource");
            source = sender;
            sourceTold = true;
            if (received > 0 && !sourcesKnown) {
                note(violations, "onSource for some packets only");
            }
            sourcesKnown = true;
        }

        @Override
        public void onPacket(int link, ByteBuffer packet, boolean flushing) {
            checkTurn("onPacket");
            if (sourcesKnown && !sourceTold) {
                note(violations, "onSource for some packets only");
            }
            sourceTold = false;
            received++;
            byte[] bytes = new byte[packet.remaining()];
            packet.get(packet.position(), bytes);
            note(new Arrival(link, bytes, flushing, source));
            onPacket.accept(transport, packet);
        }

        @Override
        public void onBatchEnd() {
            checkTurn("onBatchEnd");
            batchEnd();
        }

        @Override
        public void onInterface(int link, InetAddress local, boolean up) {
            checkTurn("onInterface");
            note(events, (up ? "up " : "down ") + link + " " + local.getHostAddress());
        }

        @Override
        public void onDropped(Drop cause) {
            check("onDropped");
            note(events, "dropped " + cause);
        }

        @Override
        public void log(LogLevel level, String text) {
            check("log");
            note(events, level + " " + text);
        }
    }
}
