package org.choros.tck;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

import org.choros.spi.transport.LinkSettings;
import org.choros.spi.transport.Member;
import org.choros.spi.transport.Transport;
import org.choros.spi.transport.TransportException;
import org.choros.spi.transport.TransportFactory;
import org.choros.spi.transport.TransportHost;
import org.choros.spi.transport.TransportSettings;

/** A transport of one link as plain as can be, right but for one flaw. */
final class PlainTransport implements Transport {
    private static final InetAddress NOBODY = InetAddress.getLoopbackAddress();

    private final LinkSettings link;
    private final TransportHost host;
    private final PlainNetwork network;
    private final TransportFlaw flaw;
    private final List<Sent> unflushed = new ArrayList<>();
    private final Map<Integer, InetAddress> targets = new HashMap<>();
    private final Object lock = new Object();
    /** Guarded by the lock. */
    private ArrayDeque<Received> arrived = new ArrayDeque<>();
    private ArrayDeque<Received> batch = new ArrayDeque<>();
    private boolean open;
    private boolean deaf;
    private int received;

    /** A packet on its way out. */
    private record Sent(Supplier<byte[]> packet, PlainTransport to, boolean token) {
    }

    /** A packet that waits for the ring thread. */
    private record Received(byte[] packet, InetAddress source) {
    }

    /** Makes them. */
    record Factory(PlainNetwork network, TransportFlaw flaw) implements TransportFactory {
        @Override
        public Transport create(TransportSettings settings, TransportHost host) throws TransportException {
            boolean possible = settings.links().size() == 1 && settings.links().get(0).bindAddress() != null;
            if (!possible && flaw != TransportFlaw.TAKES_ANYTHING) {
                throw new TransportException(flaw == TransportFlaw.NAMES_NOTHING
                        ? "cannot start"
                        : "this transport serves 1 link that has a bindnetaddr, there are " + settings.links().size(),
                        null);
            }
            return new PlainTransport(settings, host, network, flaw);
        }
    }

    private PlainTransport(TransportSettings settings, TransportHost host, PlainNetwork network, TransportFlaw flaw) {
        this.link = settings.links().isEmpty() ? null : settings.links().get(0);
        this.host = host;
        this.network = network;
        this.flaw = flaw;
    }

    @Override
    public void start() throws TransportException {
        if (flaw == TransportFlaw.TAKES_ANYTHING && link == null) {
            return;
        }
        if (flaw == TransportFlaw.REPORTS_BEFORE_IT_HAS_STARTED) {
            host.onInterface(link.number(), link.bindAddress(), true);
        }
        boolean bound = network.bind(link.bindAddress(), this);
        if (!bound && flaw != TransportFlaw.SHARES_ITS_ADDRESS) {
            if (flaw == TransportFlaw.LISTENS_AFTER_A_FAILED_START) {
                host.ringThread().execute(() -> host.ringThread().execute(this::stayInTheWay));
            }
            throw new TransportException("somebody has " + link.bindAddress().getHostAddress() + " already", null);
        }
        open = true;
        host.ringThread().execute(() -> {
            if (open) {
                host.onInterface(link.number(), link.bindAddress(), true);
            }
        });
    }

    private void stayInTheWay() {
        PlainTransport owner = network.at(link.bindAddress());
        network.release(link.bindAddress(), owner);
        network.bind(link.bindAddress(), this);
    }

    private Supplier<byte[]> copy(ByteBuffer packet) {
        if (flaw == TransportFlaw.KEEPS_THE_CALLERS_BUFFER) {
            ByteBuffer kept = packet.duplicate();
            return () -> content(kept);
        }
        byte[] bytes = content(flaw == TransportFlaw.SENDS_THE_WHOLE_BUFFER ? packet.duplicate().clear() : packet);
        if (flaw == TransportFlaw.MOVES_THE_POSITION) {
            packet.position(packet.limit());
        }
        int length = flaw == TransportFlaw.CUTS_PACKETS ? Math.min(bytes.length, 1500) : bytes.length;
        byte[] sent = java.util.Arrays.copyOf(bytes, length);
        return () -> sent;
    }

    private static byte[] content(ByteBuffer packet) {
        byte[] bytes = new byte[packet.remaining()];
        packet.get(packet.position(), bytes);
        return bytes;
    }

    private boolean carries(int number) {
        boolean any = flaw == TransportFlaw.TAKES_EVERY_LINK_FOR_THE_FIRST;
        return (open || flaw == TransportFlaw.SENDS_AFTER_THE_END) && (any || number == link.number());
    }

    @Override
    public void multicast(int number, ByteBuffer packet, boolean everybody) {
        if (!carries(number)) {
            return;
        }
        Supplier<byte[]> copy = copy(packet);
        for (PlainTransport other : network.all()) {
            boolean kept = other == this ? !everybody : flaw == TransportFlaw.KEEPS_ORDERED_MESSAGES && !everybody;
            boolean forgotten = other != this && deaf;
            boolean own = other == this && flaw == TransportFlaw.LOSES_OWN_COPIES;
            if (!kept && !forgotten && !own) {
                unflushed.add(new Sent(copy, other, false));
            }
            if (other == this && everybody && flaw == TransportFlaw.REPEATS_OWN_COPIES) {
                unflushed.add(new Sent(copy, other, false));
            }
            if (other == this && everybody && flaw == TransportFlaw.CALLS_BACK_FROM_WITHIN) {
                host.onPacket(number, ByteBuffer.wrap(copy.get()), false);
            }
        }
    }

    @Override
    public void target(int number, InetAddress target) {
        if (flaw == TransportFlaw.KEEPS_THE_FIRST_TARGET) {
            targets.putIfAbsent(number, target);
        } else {
            targets.put(number, target);
        }
    }

    @Override
    public void unicast(int number, ByteBuffer packet) {
        if (!carries(number)) {
            return;
        }
        InetAddress target = targets.get(number);
        if (target == null && flaw == TransportFlaw.THROWS_WITHOUT_A_TARGET) {
            throw new IllegalStateException("no target");
        }
        Supplier<byte[]> copy = copy(packet);
        for (PlainTransport other : network.all()) {
            boolean meant = other.link.bindAddress().equals(target) || flaw == TransportFlaw.SENDS_TOKENS_TO_ALL;
            if (meant && !(deaf && other != this)) {
                unflushed.add(new Sent(copy, other, true));
            }
        }
    }

    @Override
    public void flush() {
        if (flaw != TransportFlaw.IGNORES_FLUSH) {
            send();
        }
    }

    private void send() {
        if (flaw == TransportFlaw.TURNS_BATCHES_ROUND) {
            Collections.reverse(unflushed);
        } else if (flaw == TransportFlaw.SENDS_TOKENS_FIRST) {
            unflushed.sort((x, y) -> Boolean.compare(y.token(), x.token()));
        }
        unflushed.forEach(sent -> sent.to().receive(sent.packet().get(), link.bindAddress()));
        unflushed.clear();
    }

    /** On the sender's thread. */
    void receive(byte[] packet, InetAddress source) {
        synchronized (lock) {
            arrived.add(new Received(packet, source));
        }
        if (flaw == TransportFlaw.CALLS_BACK_ON_ITS_OWN_THREAD) {
            Thread own = new Thread(this::drain, "own");
            own.start();
            return;
        }
        host.ringThread().execute(this::drain);
    }

    private void drain() {
        synchronized (lock) {
            if (arrived.isEmpty()) {
                return;
            }
            ArrayDeque<Received> taken = arrived;
            arrived = batch;
            batch = taken;
        }
        while (!batch.isEmpty() && (open || flaw == TransportFlaw.TALKS_AFTER_THE_END)) {
            handOver(batch.poll());
        }
        batch.clear();
        if (open && flaw != TransportFlaw.ENDS_NO_BATCH) {
            host.onBatchEnd();
        }
    }

    private void handOver(Received packet) {
        if (flaw == TransportFlaw.DIES_OF_AN_EMPTY_DATAGRAM && packet.packet().length == 0) {
            open = false;
            return;
        }
        received++;
        if (flaw == TransportFlaw.TELLS_A_WRONG_SOURCE) {
            host.onSource(NOBODY);
        } else if (flaw != TransportFlaw.TELLS_SOME_SOURCES || received % 2 == 0) {
            host.onSource(packet.source());
        }
        host.onPacket(link.number(), ByteBuffer.wrap(packet.packet()), false);
    }

    @Override
    public void discardReceived() {
        if (flaw == TransportFlaw.DISCARDS_NOTHING) {
            return;
        }
        synchronized (lock) {
            arrived.clear();
        }
        if (flaw == TransportFlaw.DISCARDS_FOR_EVER) {
            open = false;
        }
        if (flaw != TransportFlaw.DISCARDS_THE_NEXT_BATCH_ONLY) {
            batch.clear();
        }
    }

    @Override
    public void checkInterfaces() {
        if (flaw == TransportFlaw.REPORTS_NO_NEWS) {
            host.ringThread().execute(() -> host.onInterface(link.number(), link.bindAddress(), true));
        }
    }

    @Override
    public void ringMembers(List<InetAddress> members) {
        // whoever has an address is reached
    }

    @Override
    public void members(List<Member> members) {
        deaf |= flaw == TransportFlaw.FORGETS_MEMBERS && members.size() == 1;
    }

    @Override
    public void close() {
        if (open) {
            if (flaw != TransportFlaw.LOSES_THE_LEAVE) {
                send();
            }
            open = false;
            if (flaw != TransportFlaw.HOLDS_ITS_ADDRESS) {
                network.release(link.bindAddress(), this);
            } else {
                host.ringThread().execute(() -> network.release(link.bindAddress(), this));
            }
        }
    }
}
