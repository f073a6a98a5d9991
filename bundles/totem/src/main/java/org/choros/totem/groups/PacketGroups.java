package org.choros.totem.groups;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

import org.choros.totem.ring.Ring;
import org.choros.totem.ring.RingConfiguration;
import org.choros.wire.totem.GroupHeader;
import org.choros.wire.totem.PackView;
import org.choros.wire.totem.Processor;

/** Packs messages into the frames of a ring, cuts large ones, and puts them together again. Pure; for one thread. */
public final class PacketGroups {
    /** The largest message, group header excluded, bytes. */
    public static final int MESSAGE_LENGTH_MAX = 1 << 20;
    private static final int LENGTH_BYTES = 2;
    /** A message that is not longer than this part of a frame is not cut. */
    private static final int SMALL = 4;
    /** Nor is one of so many bytes that fits into a frame: a process group's join has 165. */
    private static final int SMALL_LENGTH = 256;

    private final Ring ring;
    private final GroupOutput out;
    private final Packer packer;
    private final PackView pack = new PackView();
    private final AssemblySet normal = new AssemblySet();
    private final AssemblySet synchronising = new AssemblySet();
    private AssemblySet current = normal;
    private QueueLevel level = QueueLevel.LOW;

    /**
     * @param netMtu bytes of the largest frame ({@code net_mtu})
     * @param ring where frames go
     * @param out where messages go
     */
    public PacketGroups(int netMtu, Ring ring, GroupOutput out) {
        this.ring = ring;
        this.out = out;
        packer = new Packer(netMtu, ring);
    }

    /**
     * Sends a message to a group on all members, ourselves included.
     *
     * @param group the group
     * @param message position to limit, at most {@link #MESSAGE_LENGTH_MAX} bytes; copied, left as it is
     * @param nowNs the time
     * @return false when the queue has no room for all of it, and nothing was taken
     */
    public boolean offer(Group group, ByteBuffer message, long nowNs) {
        if (message.remaining() > MESSAGE_LENGTH_MAX) {
            throw new IllegalArgumentException("a message has at most " + MESSAGE_LENGTH_MAX + " bytes, not "
                    + message.remaining());
        }
        if (!hasRoom(message.remaining())) {
            return false;
        }
        packer.add(group, message);
        ring.wake(nowNs);
        return true;
    }

    /** What waits for company goes to the ring now; to be called from {@code RingOutput.tokenReceived}. */
    public void onTokenReceived() {
        if (!packer.isEmpty() && ring.hasRoom(1)) {
            packer.flush(0);
        }
    }

    /** @return whether nothing waits for a token: neither whole frames nor what waits for company */
    public boolean isDrained() {
        return packer.isEmpty() && ring.queued() == 0;
    }

    /**
     * A frame in the total order; to be called from {@code RingOutput.deliver}.
     *
     * @param sender the originator's node id
     * @param frame the frame; its position and limit move during the call
     */
    public void onFrame(int sender, ByteBuffer frame) {
        if (!PackView.isValid(frame)) {
            return;
        }
        int from = frame.position();
        int to = frame.limit();
        try {
            unpack(current.of(sender), frame);
        } finally {
            frame.limit(to).position(from);
        }
    }

    private void unpack(Assembly assembly, ByteBuffer frame) {
        pack.wrap(frame);
        int fragmented = pack.fragmented();
        if (assembly.skipping || pack.continuation() != assembly.lastCut) {
            // a message whose beginning was missed: all who joined in its middle have to skip the same frames
            assembly.clear();
            assembly.skipping = fragmented != 0;
            return;
        }
        int count = pack.count();
        int at = pack.dataOffset();
        int lengths = frame.position() + PackView.HEADER_LENGTH;
        for (int i = 0; i < count; i++) {
            int length = frame.getShort(lengths + LENGTH_BYTES * i) & 0xffff;
            boolean complete = i < count - 1 || fragmented == 0;
            if (complete && (i > 0 || assembly.lastCut == 0)) {
                int end = frame.limit();
                int start = frame.position();
                frame.limit(at + length).position(at);
                deliver(assembly.sender, frame);
                frame.limit(end).position(start);
            } else {
                if (i > 0) {
                    assembly.clear();
                }
                if (!assembly.append(frame, at, length)) {
                    assembly.clear();
                    assembly.skipping = fragmented != 0;
                    return;
                }
                if (complete) {
                    deliver(assembly.sender, assembly.held().order(frame.order()));
                }
            }
            at += length;
        }
        if (fragmented == 0) {
            assembly.clear();
        } else {
            assembly.lastCut = fragmented;
        }
    }

    private void deliver(int sender, ByteBuffer message) {
        int header = GroupHeader.length(message);
        if (header < 0) {
            return;
        }
        boolean services = GroupHeader.names(message, Group.SERVICES.bytes());
        boolean sync = GroupHeader.names(message, Group.SYNC.bytes());
        int from = message.position() + header;
        int to = message.limit();
        if (services) {
            message.limit(to).position(from);
            out.message(Group.SERVICES, sender, message);
        }
        if (sync) {
            message.limit(to).position(from);
            out.message(Group.SYNC, sender, message);
        }
        message.limit(to).position(from - header);
    }

    /**
     * Picks the set of reassembly states; to be called from {@code RingOutput.reassembly}.
     *
     * @param sync whether frames are those of the synchronisation
     */
    public void reassembly(boolean sync) {
        current = sync ? synchronising : normal;
    }

    /**
     * Forgets what those who left had begun, and what others have begun in the name of those who join; to be called
     * from {@code RingOutput.configuration}.
     *
     * @param configuration either configuration
     */
    public void onConfiguration(RingConfiguration configuration) {
        forget(configuration.left());
        // Who joins has sent us nothing yet. What there is was forged, and would make us ignore its first frames: the
        // synchronisation would wait for ever for what was in them.
        forget(configuration.joined());
    }

    private void forget(List<Processor> processors) {
        for (Processor p : processors) {
            normal.remove(p.nodeId());
            synchronising.remove(p.nodeId());
        }
    }

    /**
     * @param length bytes of a message
     * @return whether {@link #offer} would take it now
     */
    public boolean hasRoom(int length) {
        return ring.hasRoom(packer.framesFor(length));
    }

    /** @return bytes of the longest message that {@link #offer} ever takes: with a queue that is empty */
    public int longest() {
        return (int) Math.min(MESSAGE_LENGTH_MAX, packer.longest(ring.queueCapacity()));
    }

    /** @return how full the queue is */
    public QueueLevel level() {
        int percent = (int) (ring.queued() * 100L / ring.queueCapacity());
        if (percent >= 75) {
            level = QueueLevel.CRITICAL;
        } else if (percent < 30) {
            level = QueueLevel.LOW;
        } else if (percent > 40 && percent < 50) {
            level = QueueLevel.GOOD;
        } else if (percent > 60 && percent < 70) {
            level = QueueLevel.HIGH;
        }
        return level;
    }

    /** @return frames that can still be queued ({@code msg_queue_avail}) */
    public int available() {
        return ring.queueCapacity() - ring.queued();
    }

    /** The sending half: what is staged, and the number of the next cut. */
    private static final class Packer {
        /** Frames that a message may begin and end beside those that it fills, and one that is staged. */
        private static final int BESIDE = 3;
        private final Ring ring;
        private final int room;
        private final ByteBuffer staged;
        private final ByteBuffer frame;
        private final ByteBuffer header = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
        private final int[] lengths;
        private final PackView pack = new PackView();
        private int pieces;
        private int used;
        private int continuation;
        private int nextCut = 1;

        Packer(int netMtu, Ring ring) {
            this.ring = ring;
            room = netMtu - PackView.HEADER_LENGTH;
            staged = ByteBuffer.allocate(room);
            frame = ByteBuffer.allocate(netMtu).order(ByteOrder.LITTLE_ENDIAN);
            lengths = new int[room / LENGTH_BYTES];
        }

        boolean isEmpty() {
            return pieces == 0;
        }

        /** Frames that a message can fill at most, what is staged and what stays staged included. */
        int framesFor(int length) {
            return (length + header.capacity()) / (room - LENGTH_BYTES) + BESIDE;
        }

        /** The length for which {@link #framesFor} still answers no more than this. */
        long longest(int frames) {
            return Math.max(0, (frames - BESIDE + 1L) * (room - LENGTH_BYTES) - 1 - header.capacity());
        }

        void add(Group group, ByteBuffer message) {
            header.clear();
            GroupHeader.write(header, group.bytes());
            header.flip();
            int total = header.limit() + message.remaining();
            int done = 0;
            int free = room - LENGTH_BYTES * (pieces + 1);
            boolean fits = total <= room - LENGTH_BYTES;
            boolean small = total <= Math.max(room / SMALL, SMALL_LENGTH);
            if (fits && (small || ring.waiting()) && pieces > 0 && total + used > free) {
                // Not cut when the synchronisation could end between the two halves; and a small one never: who joins
                // between them would not get it, and a process group's join is not said twice.
                flush(0);
            }
            while (done < total) {
                int left = room - LENGTH_BYTES * (pieces + 1);
                boolean waits = total + used < left - LENGTH_BYTES;
                int n = waits ? total - done : Math.min(total - done, left - used);
                copy(message, done, n);
                lengths[pieces++] = n;
                used += n;
                done += n;
                if (waits) {
                    nextCut = 1;
                } else if (done < total) {
                    flush(nextCut);
                    nextCut = nextCut == 255 ? 1 : nextCut + 1;
                } else {
                    flush(0);
                }
            }
        }

        private void copy(ByteBuffer message, int from, int length) {
            int inHeader = Math.max(0, Math.min(length, header.limit() - from));
            if (inHeader > 0) {
                staged.put(used, header, from, inHeader);
            }
            int inMessage = message.position() + Math.max(0, from - header.limit());
            staged.put(used + inHeader, message, inMessage, length - inHeader);
        }

        void flush(int fragmented) {
            int data = PackView.HEADER_LENGTH + LENGTH_BYTES * pieces;
            frame.clear().limit(data + used);
            pack.wrap(frame);
            pack.header(fragmented, continuation, pieces);
            for (int i = 0; i < pieces; i++) {
                pack.pieceLength(i, lengths[i]);
            }
            frame.put(data, staged, 0, used);
            if (!ring.offer(frame)) {
                throw new IllegalStateException("a frame that had room was refused");
            }
            pieces = 0;
            used = 0;
            continuation = fragmented;
        }
    }
}
