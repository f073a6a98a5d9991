package org.choros.engine.lock.ipc;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

import org.choros.wire.ipc.BareReply;
import org.choros.wire.ipc.IpcReply;

/** What the lock service of Choros answers and tells. Tokens and numbers of requests are unsigned. */
public sealed interface LockReply extends IpcReply {
    /** Reply id of unlock, a {@link BareReply}. */
    int UNLOCK = 1;
    /** Reply id of watch, a {@link BareReply}. */
    int WATCH = 3;
    /** Reply id of unwatch, a {@link BareReply}. */
    int UNWATCH = 4;

    /** Reason of {@link Lost}: the node is not quorate any more. */
    int QUORUM_LOST = 1;
    /** Reason of {@link Lost}: the node has not heard of the others for the time of a lease. */
    int LEASE_OVER = 2;
    /** Reason of {@link Lost}: the others have gone on without the node. */
    int LEFT_BEHIND = 3;
    /** Reason of {@link Lost}: it was not renewed in its time to live. */
    int NOT_RENEWED = 4;
    /** Reason of {@link Lost}: the service ends on this node. */
    int SERVICE_ENDS = 5;

    /** State in {@link Holder}: nobody holds it. */
    int FREE = 0;
    /** State in {@link Holder} and {@link Place}: held. */
    int HELD = 1;
    /** State in {@link Place}: waits. */
    int WAITING = 2;
    /** State in {@link Place}: held by a node that is gone, until its lease is sure to be over. */
    int ABANDONED = 3;
    /** State in {@link Holder}: the node does not know, as it is not quorate. */
    int UNKNOWN = 4;

    /** Flag of {@link Status}: the node has the table of locks. */
    int SYNCHRONISED = 1;
    /** Flag of {@link Status}: the node is quorate. */
    int QUORATE = 2;
    /** Flag of {@link Status}: all who run the service are quorate. */
    int ALL_QUORATE = 4;
    /** Flag of {@link Status}: nothing is granted until leases that nobody knows of are sure to be over. */
    int GRACE = 8;

    /** As many places as one {@link Queue} has at most. */
    int PLACES_MAX = 16;

    /**
     * The number of a request for a lock.
     *
     * @param error the result
     * @param request the number, by which it is given back and told of
     */
    record Accepted(int error, long request) implements LockReply {
        /** Reply id. */
        public static final int ID = 0;
        private static final int SIZE = 32;

        @Override
        public int id() {
            return ID;
        }

        @Override
        public int size() {
            return SIZE;
        }

        @Override
        public void body(ByteBuffer m) {
            m.putLong(24, request);
        }

        /**
         * @param message a reply, position to limit
         * @return it, or null when it is malformed
         */
        public static Accepted decode(ByteBuffer message) {
            ByteBuffer m = LockFields.reply(message, SIZE);
            return m == null ? null : new Accepted(m.getInt(LockFields.ERROR), m.getLong(24));
        }
    }

    /**
     * A lock that is held.
     *
     * @param error the result
     * @param token its fencing token
     * @param validNs nanoseconds since the request was sent for which nobody else will hold it
     */
    record Checked(int error, long token, long validNs) implements LockReply {

        /** Reply id. */
        public static final int ID = 2;
        private static final int SIZE = 40;

        @Override
        public int id() {
            return ID;
        }

        @Override
        public int size() {
            return SIZE;
        }

        @Override
        public void body(ByteBuffer m) {
            m.putLong(24, token).putLong(32, validNs);
        }

        /**
         * @param message a reply, position to limit
         * @return it, or null when it is malformed
         */
        public static Checked decode(ByteBuffer message) {
            ByteBuffer m = LockFields.reply(message, SIZE);
            return m == null ? null : new Checked(m.getInt(LockFields.ERROR), m.getLong(24), m.getLong(32));
        }
    }

    /**
     * One who holds a lock or waits for it.
     *
     * @param nodeId its node
     * @param pid its process
     * @param state {@link #HELD}, {@link #WAITING} or {@link #ABANDONED}
     * @param mode the mode of its request
     * @param token its token, 0 when it waits
     * @param request the number of its request on its node
     * @param data what it wants observers to see
     */
    record Place(int nodeId, int pid, int state, int mode, long token, long request, String data) {

        private static final int SIZE = 32 + LockFields.SIZE;

        private void write(ByteBuffer m, int at) {
            m.putInt(at, nodeId).putInt(at + 4, pid).putInt(at + 8, state).putInt(at + 12, mode);
            m.putLong(at + 16, token).putLong(at + 24, request);
            LockFields.bytes(m, at + 32, data);
        }

        private static Place read(ByteBuffer m, int at) {
            String data = LockFields.data(m, at + 32);
            return data == null
                    ? null
                    : new Place(m.getInt(at), m.getInt(at + 4), m.getInt(at + 8), m.getInt(at + 12),
                            m.getLong(at + 16), m.getLong(at + 24), data);
        }
    }

    /**
     * Who holds a lock and who waits, in order.
     *
     * @param error the result
     * @param total how many there are
     * @param places some of them, at most {@link #PLACES_MAX}
     */
    record Queue(int error, int total, List<Place> places) implements LockReply {

        /** Reply id. */
        public static final int ID = 5;
        private static final int FIXED = 32;

        @Override
        public int id() {
            return ID;
        }

        @Override
        public int size() {
            return FIXED + Place.SIZE * places.size();
        }

        @Override
        public void body(ByteBuffer m) {
            m.putInt(24, total).putInt(28, places.size());
            for (int i = 0; i < places.size(); i++) {
                places.get(i).write(m, FIXED + i * Place.SIZE);
            }
        }

        /**
         * @param message a reply, position to limit
         * @return it, or null when it is malformed
         */
        public static Queue decode(ByteBuffer message) {
            ByteBuffer m = LockFields.reply(message, FIXED);
            long said = m == null ? -1 : m.getInt(28) & 0xFFFF_FFFFL;
            if (said < 0 || said * Place.SIZE > m.limit() - FIXED) {
                return null;
            }
            int count = (int) said;
            List<Place> places = new ArrayList<>(count);
            for (int i = 0; i < count; i++) {
                Place place = Place.read(m, FIXED + i * Place.SIZE);
                if (place == null) {
                    return null;
                }
                places.add(place);
            }
            return new Queue(m.getInt(LockFields.ERROR), m.getInt(24), places);
        }
    }

    /**
     * A lock that somebody holds or waits for.
     *
     * @param error the result
     * @param name the lock
     * @param holders how many hold it
     * @param waiters how many wait
     */
    record Named(int error, String name, int holders, int waiters) implements LockReply {

        /** Reply id. */
        public static final int ID = 6;
        private static final int SIZE = 296;

        @Override
        public int id() {
            return ID;
        }

        @Override
        public int size() {
            return SIZE;
        }

        @Override
        public void body(ByteBuffer m) {
            LockFields.bytes(m, 24, name);
            m.putInt(288, holders).putInt(292, waiters);
        }

        /**
         * @param message a reply, position to limit
         * @return it, or null when it is malformed
         */
        public static Named decode(ByteBuffer message) {
            ByteBuffer m = LockFields.reply(message, SIZE);
            String name = m == null ? null : LockFields.data(m, 24);
            return name == null
                    ? null
                    : new Named(m.getInt(LockFields.ERROR), name, m.getInt(288), m.getInt(292));
        }
    }

    /**
     * How the service is on this node.
     *
     * @param error the result
     * @param flags {@link #SYNCHRONISED}, {@link #QUORATE}, {@link #ALL_QUORATE}, {@link #GRACE}
     * @param version the version of the service that the members have agreed on
     * @param epoch the ring sequence at which the members have last become able to grant
     * @param nextToken the next token
     * @param digest a number that members with the same table have in common
     * @param leaseMs the time of a lease, milliseconds
     * @param locks locks that somebody holds or waits for
     * @param held how often locks are held
     * @param waiting requests that wait
     * @param abandoned how often locks are held by nodes that are gone
     * @param participants members that run the service
     * @param diverged members that were found to have another table, since the service was started here
     */
    record Status(int error, int flags, int version, long epoch, long nextToken, long digest, int leaseMs, int locks,
            int held, int waiting, int abandoned, int participants, long diverged) implements LockReply {

        /** Reply id. */
        public static final int ID = 7;
        private static final int SIZE = 88;

        @Override
        public int id() {
            return ID;
        }

        @Override
        public int size() {
            return SIZE;
        }

        @Override
        public void body(ByteBuffer m) {
            m.putInt(24, flags).putInt(28, version).putLong(32, epoch).putLong(40, nextToken).putLong(48, digest);
            m.putInt(56, leaseMs).putInt(60, locks).putInt(64, held).putInt(68, waiting).putInt(72, abandoned);
            m.putInt(76, participants).putLong(80, diverged);
        }

        /**
         * @param message a reply, position to limit
         * @return it, or null when it is malformed
         */
        public static Status decode(ByteBuffer message) {
            ByteBuffer m = LockFields.reply(message, SIZE);
            return m == null
                    ? null
                    : new Status(m.getInt(LockFields.ERROR), m.getInt(24), m.getInt(28), m.getLong(32), m.getLong(40),
                            m.getLong(48), m.getInt(56), m.getInt(60), m.getInt(64), m.getInt(68), m.getInt(72),
                            m.getInt(76), m.getLong(80));
        }
    }

    /**
     * Event: the lock is yours.
     *
     * @param error the result
     * @param request the number of the request
     * @param token its fencing token
     */
    record Granted(int error, long request, long token) implements LockReply {

        /** Event id. */
        public static final int ID = 10;
        private static final int SIZE = 40;

        @Override
        public int id() {
            return ID;
        }

        @Override
        public int size() {
            return SIZE;
        }

        @Override
        public void body(ByteBuffer m) {
            m.putLong(24, request).putLong(32, token);
        }

        /**
         * @param message an event, position to limit
         * @return it, or null when it is malformed
         */
        public static Granted decode(ByteBuffer message) {
            ByteBuffer m = LockFields.event(message, ID, SIZE);
            return m == null ? null : new Granted(m.getInt(LockFields.ERROR), m.getLong(24), m.getLong(32));
        }
    }

    /**
     * Event: the lock is not yours any more.
     *
     * @param error the result
     * @param request the number of the request
     * @param token the token that it had
     * @param reason why
     */
    record Lost(int error, long request, long token, int reason) implements LockReply {

        /** Event id. */
        public static final int ID = 11;
        private static final int SIZE = 48;

        @Override
        public int id() {
            return ID;
        }

        @Override
        public int size() {
            return SIZE;
        }

        @Override
        public void body(ByteBuffer m) {
            m.putLong(24, request).putLong(32, token).putInt(40, reason);
        }

        /**
         * @param message an event, position to limit
         * @return it, or null when it is malformed
         */
        public static Lost decode(ByteBuffer message) {
            ByteBuffer m = LockFields.event(message, ID, SIZE);
            return m == null
                    ? null
                    : new Lost(m.getInt(LockFields.ERROR), m.getLong(24), m.getLong(32), m.getInt(40));
        }
    }

    /**
     * Event: a request for a lock has come to nothing.
     *
     * @param error why, in the header and as a field
     * @param request the number of the request
     */
    record Refused(int error, long request) implements LockReply {
        /** Event id. */
        public static final int ID = 12;
        private static final int SIZE = 40;

        @Override
        public int id() {
            return ID;
        }

        @Override
        public int size() {
            return SIZE;
        }

        @Override
        public void body(ByteBuffer m) {
            m.putLong(24, request).putInt(32, error);
        }

        /**
         * @param message an event, position to limit
         * @return it, or null when it is malformed
         */
        public static Refused decode(ByteBuffer message) {
            ByteBuffer m = LockFields.event(message, ID, SIZE);
            return m == null ? null : new Refused(m.getInt(32), m.getLong(24));
        }
    }

    /**
     * Event: who holds a lock that is watched; of several the one that has held it longest.
     *
     * @param error the result
     * @param name the lock
     * @param state {@link #FREE}, {@link #HELD} or {@link #UNKNOWN}
     * @param nodeId the holder's node
     * @param pid the holder's process
     * @param token the holder's token
     * @param data what the holder wants observers to see
     */
    record Holder(int error, String name, int state, int nodeId, int pid, long token, String data)
            implements
                LockReply {

        /** Event id. */
        public static final int ID = 13;
        private static final int SIZE = 576;

        @Override
        public int id() {
            return ID;
        }

        @Override
        public int size() {
            return SIZE;
        }

        @Override
        public void body(ByteBuffer m) {
            LockFields.bytes(m, 24, name);
            m.putInt(288, state).putInt(292, nodeId).putInt(296, pid).putLong(304, token);
            LockFields.bytes(m, 312, data);
        }

        /**
         * @param message an event, position to limit
         * @return it, or null when it is malformed
         */
        public static Holder decode(ByteBuffer message) {
            ByteBuffer m = LockFields.event(message, ID, SIZE);
            String name = m == null ? null : LockFields.name(m, 24);
            String data = m == null ? null : LockFields.data(m, 312);
            return name == null || data == null
                    ? null
                    : new Holder(m.getInt(LockFields.ERROR), name, m.getInt(288), m.getInt(292), m.getInt(296),
                            m.getLong(304), data);
        }
    }
}
