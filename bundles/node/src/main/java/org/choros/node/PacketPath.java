package org.choros.node;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.ObjLongConsumer;
import java.util.function.Supplier;

import org.choros.node.core.QuietLine;
import org.choros.node.core.TwinWatch;
import org.choros.spi.crypto.PacketCrypto;
import org.choros.spi.log.LogLevel;
import org.choros.spi.transport.Member;
import org.choros.spi.transport.RingThread;
import org.choros.spi.transport.Transport;
import org.choros.spi.transport.TransportException;
import org.choros.spi.transport.TransportFactory;
import org.choros.spi.transport.TransportHost;
import org.choros.spi.transport.TransportSettings;

/**
 * The way of packets between transport and core, through the crypto. Either may be missing for a while (an update in
 * place). One that is taken away in order goes when the token would leave us: nobody else sends then, so nothing is on
 * its way here, and the token is kept and sent when both are there again. What else is sent meanwhile is lost, as on a
 * bad network, and the ring sends it again. For the ring thread.
 */
final class PacketPath implements TransportHost {
    private static final int PACKET_MAX = 1 << 16;
    private static final int LINKS_MAX = 8;
    private static final long NS_PER_US = 1_000;
    private static final Consumer<Transport> FLUSH = Transport::flush;

    /** Where opened packets and interface reports go. */
    interface Receiver {
        void onPacket(int link, ByteBuffer message, boolean flushing, long nowNs);

        void onInterface(int link, InetAddress local, boolean up, long nowNs);

        void onBatchEnd(long nowNs);

        void transportLog(LogLevel level, String text);
    }

    private final RingThread thread;
    private final Receiver receiver;
    private final LongSupplier nanoTime;
    private final ByteBuffer sealed = ByteBuffer.allocateDirect(PACKET_MAX);
    private final ByteBuffer opened = ByteBuffer.allocateDirect(PACKET_MAX);
    private final long[] rejected = new long[PacketCrypto.Result.values().length];
    private final long[] dropped = new long[Drop.values().length];
    private final PacketCrypto.Result[] results = PacketCrypto.Result.values();
    private final QuietLine line = new QuietLine();
    private final QuietLine twinLine = new QuietLine();
    /** By link, as another host has another address on each; empty while our node id is not known. */
    private final TwinWatch[] twins = new TwinWatch[LINKS_MAX];
    private long fromTwins;
    private InetAddress source;
    private final InetAddress[] locals = new InetAddress[LINKS_MAX];
    private Transport transport;
    private PacketCrypto crypto;
    private final InetAddress[] targets = new InetAddress[LINKS_MAX];
    private List<InetAddress> ringMembers = List.of();
    /** By link, the last token that could not be sent because something was missing or about to go; null for none. */
    private final ByteBuffer[] kept = new ByteBuffer[LINKS_MAX];
    /** What waits for the moment at which a plug-in may go. */
    private final List<Runnable> parting = new ArrayList<>();
    private boolean partSoon;
    /** Whether both plug-ins are there, and whether they have been before. */
    private boolean complete;
    private boolean begun;
    private long missingSinceNs;
    private long gaps;
    private long lastGapNs;
    private long failures;
    private boolean closed;

    PacketPath(RingThread thread, Receiver receiver, LongSupplier nanoTime) {
        this.thread = thread;
        this.receiver = receiver;
        this.nanoTime = nanoTime;
    }

    /**
     * @param watches makes what finds out other hosts with our node id, as soon as our id is known
     */
    void watch(Supplier<TwinWatch> watches) {
        Arrays.setAll(twins, link -> watches.get());
    }

    // --- plug-ins that come and go

    /**
     * A plug-in is to go: waits until the token would leave us, or for {@link #partNow}; at once when one is missing,
     * for then no token comes.
     *
     * @param end gives it back
     */
    void part(Runnable end) {
        parting.add(end);
        if (transport == null || crypto == null) {
            partNow();
        }
    }

    /**
     * @param next what is to be done when no plug-in is about to go any more: at once if there is none
     */
    void whenParted(Runnable next) {
        if (parting.isEmpty()) {
            next.run();
        } else {
            parting.add(next);
        }
    }

    /** What was to go goes, wherever the token is. */
    void partNow() {
        partSoon = false;
        List<Runnable> now = List.copyOf(parting);
        parting.clear();
        now.forEach(Runnable::run);
    }

    /** Uses this crypto from now on, null for none, and ends the one before. */
    void crypto(PacketCrypto newCrypto) {
        PacketCrypto over = closed ? newCrypto : crypto;
        crypto = closed ? null : newCrypto;
        if (over != null) {
            try {
                over.close();
            } catch (RuntimeException | LinkageError e) {
                failed("crypto", e);
            }
        }
        changed();
    }

    /** Ends the use of both plug-ins for good. */
    void close() {
        partNow();
        closeTransport();
        crypto(null);
        closed = true;
    }

    void open(TransportFactory factory, TransportSettings settings) throws TransportException {
        closeTransport();
        Transport t = factory.create(settings, this);
        t.start();
        transport = t;
        // A transport that takes over in a running ring needs to know where the ring stands.
        for (int link = 0; link < targets.length; link++) {
            if (targets[link] != null) {
                target(link, targets[link]);
            }
        }
        if (!ringMembers.isEmpty()) {
            ringMembers(ringMembers);
        }
        changed();
    }

    // Measures how long packets could not pass; when they can again, the token that was kept goes on.
    private void changed() {
        boolean now = transport != null && crypto != null;
        if (now == complete || closed) {
            return;
        }
        complete = now;
        if (!now) {
            missingSinceNs = nanoTime.getAsLong();
            return;
        }
        if (begun) {
            gaps++;
            lastGapNs = nanoTime.getAsLong() - missingSinceNs;
        }
        begun = true;
        for (int link = 0; link < kept.length; link++) {
            ByteBuffer token = kept[link];
            kept[link] = null;
            if (token != null) {
                unicast(link, token);
            }
        }
        flush();
    }

    void closeTransport() {
        Transport t = transport;
        transport = null;
        if (t != null) {
            try {
                t.close();
            } catch (RuntimeException | LinkageError e) {
                failed("transport", e);
            }
        }
        changed();
    }

    // A plug-in that throws loses what it was given, as a bad network does. One line, and again as the number doubles.
    private void failed(String what, Throwable thrown) {
        failures++;
        if (Long.bitCount(failures) == 1) {
            StackTraceElement[] at = thrown.getStackTrace();
            receiver.transportLog(LogLevel.ERROR, "The " + what + " failed (" + failures + " times so far): " + thrown
                    + (at.length == 0 ? "" : " at " + at[0]));
        }
    }

    // --- outwards

    void multicast(int link, ByteBuffer message, boolean everybody) {
        if (transport != null && crypto != null && seal(message)) {
            try {
                transport.multicast(link, sealed, everybody);
            } catch (RuntimeException | LinkageError e) {
                failed("transport", e);
            }
        }
    }

    void unicast(int link, ByteBuffer message) {
        if (!parting.isEmpty() || transport == null || crypto == null) {
            keep(link, message);
        } else if (seal(message)) {
            try {
                transport.unicast(link, sealed);
            } catch (RuntimeException | LinkageError e) {
                failed("transport", e);
            }
        }
    }

    // What came with it is sent already. The transport may be calling us: it goes when it is done.
    private void keep(int link, ByteBuffer message) {
        if (closed) {
            return;
        }
        kept[link] = ByteBuffer.allocate(message.remaining()).order(message.order()).put(message.duplicate()).flip();
        if (!parting.isEmpty() && !partSoon) {
            partSoon = true;
            thread.execute(this::partNow);
        }
    }

    private boolean seal(ByteBuffer message) {
        sealed.clear();
        try {
            crypto.seal(message, sealed);
            return true;
        } catch (RuntimeException | LinkageError e) {
            failed("crypto", e);
            return false;
        }
    }

    /** @return the packet as it would be sent, a copy; null when there is no crypto at the moment */
    byte[] sealed(ByteBuffer message) {
        if (crypto == null || !seal(message)) {
            return null;
        }
        byte[] copy = new byte[sealed.remaining()];
        sealed.get(sealed.position(), copy);
        return copy;
    }

    void target(int link, InetAddress address) {
        targets[link] = address;
        tell(t -> t.target(link, address));
    }

    void ringMembers(List<InetAddress> addresses) {
        ringMembers = addresses;
        tell(t -> t.ringMembers(addresses));
    }

    void members(List<Member> members) {
        tell(t -> t.members(members));
    }

    void flush() {
        tell(FLUSH);
    }

    void discardReceived() {
        tell(Transport::discardReceived);
    }

    void checkInterfaces() {
        tell(Transport::checkInterfaces);
    }

    private void tell(Consumer<Transport> what) {
        Transport t = transport;
        if (t != null) {
            try {
                what.accept(t);
            } catch (RuntimeException | LinkageError e) {
                failed("transport", e);
            }
        }
    }

    // --- inwards

    @Override
    public RingThread ringThread() {
        return thread;
    }

    @Override
    public void onPacket(int link, ByteBuffer packet, boolean flushing) {
        if (crypto == null) {
            return;
        }
        long nowNs = nanoTime.getAsLong();
        opened.clear();
        PacketCrypto.Result result;
        try {
            result = crypto.open(packet, opened);
        } catch (RuntimeException | LinkageError e) {
            failed("crypto", e);
            return;
        }
        if (result == PacketCrypto.Result.OK) {
            TwinWatch twin = twins[link];
            if (source != null && twin != null && !isOurs(source) && twin.isTwin(source, opened, nowNs)) {
                ignoreTwin(twin, nowNs);
                return;
            }
            receiver.onPacket(link, opened, flushing, nowNs);
        } else {
            reject(result, nowNs);
        }
    }

    private boolean isOurs(InetAddress address) {
        for (InetAddress local : locals) {
            if (address.equals(local)) {
                return true;
            }
        }
        return false;
    }

    private void ignoreTwin(TwinWatch twin, long nowNs) {
        fromTwins++;
        String more = twinLine.pass(nowNs);
        if (more != null) {
            receiver.transportLog(LogLevel.ERROR, twin.line() + more);
        }
    }

    // One line, then silence for a while: a flood of forged packets must not become a flood of lines.
    private void reject(PacketCrypto.Result result, long nowNs) {
        rejected[result.ordinal()]++;
        String more = line.pass(nowNs);
        if (more == null) {
            return;
        }
        switch (result) {
            case BAD_DIGEST -> receiver.transportLog(LogLevel.ERROR,
                    "Digest does not match. Received message has invalid digest... ignoring." + more);
            case TOO_SHORT ->
                receiver.transportLog(LogLevel.WARNING, "Received message is too short...  ignoring." + more);
            case WRONG_FORMAT_3 -> receiver.transportLog(LogLevel.WARNING,
                    "Unsupported incoming packet (probably sent by Corosync 3 or newer). Rejecting" + more);
            case WRONG_FORMAT_22 -> receiver.transportLog(LogLevel.WARNING,
                    "Unsupported incoming packet (probably sent by Corosync before 2.3). Rejecting" + more);
            case UNSUPPORTED_FEATURES -> receiver.transportLog(LogLevel.WARNING,
                    "Incoming packet appears to have features not supported by this version of corosync. Rejecting"
                            + more);
            default -> receiver.transportLog(LogLevel.WARNING, "Invalid packet data" + more);
        }
    }

    @Override
    public void onSource(InetAddress sender) {
        source = sender;
    }

    @Override
    public void onBatchEnd() {
        receiver.onBatchEnd(nanoTime.getAsLong());
    }

    @Override
    public void onInterface(int link, InetAddress address, boolean up) {
        locals[link] = address;
        receiver.onInterface(link, address, up, nanoTime.getAsLong());
    }

    @Override
    public void onDropped(Drop cause) {
        dropped[cause.ordinal()]++;
    }

    @Override
    public void log(LogLevel level, String text) {
        receiver.transportLog(level, text);
    }

    /**
     * @param sink takes the name and value of every counter
     */
    void counters(ObjLongConsumer<String> sink) {
        sink.accept("plugin_failures", failures);
        sink.accept("gaps", gaps);
        sink.accept("last_gap_us", lastGapNs / NS_PER_US);
        for (PacketCrypto.Result r : results) {
            if (r != PacketCrypto.Result.OK) {
                sink.accept("rejected_" + r.name().toLowerCase(Locale.ROOT), rejected[r.ordinal()]);
            }
        }
        sink.accept("dropped_same_node_id", fromTwins);
        for (Drop d : Drop.values()) {
            sink.accept("dropped_" + d.name().toLowerCase(Locale.ROOT), dropped[d.ordinal()]);
        }
    }
}
