package org.choros.itests.campaign;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

import org.choros.base.ChorosException;
import org.choros.base.CsError;
import org.choros.base.RingId;
import org.choros.client.ChorosClient;
import org.choros.client.ClientOptions;
import org.choros.client.CpgClient;
import org.choros.cpg.CpgChange;
import org.choros.cpg.CpgGroup;
import org.choros.cpg.CpgListener;
import org.choros.cpg.CpgMessage;
import org.choros.cpg.CpgView;

/**
 * One group of a witness: joins it again and again, each time as a new incarnation, sends, and writes down: B asks to
 * join, J may, T tries to send, K accepted, M that was the mark, U not known whether accepted, D delivered, X delivered
 * what no witness sends, V view, R ring, L asks to leave, E ended.
 */
final class GroupWitness implements Runnable {
    private static final int CALL_LIMIT_MS = 60_000;
    private static final long RETRY_NS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long BLOCKED_NS = TimeUnit.MILLISECONDS.toNanos(10);
    private static final long LEAVE_LIMIT_NS = TimeUnit.SECONDS.toNanos(5);
    private static final long STAY_LEAST_NS = TimeUnit.SECONDS.toNanos(10);
    private static final long STAY_MORE_NS = TimeUnit.SECONDS.toNanos(50);
    private static final int PERCENT = 100;

    private final EventLog log;
    private final int index;
    private final String name;
    private final SplittableRandom random;
    private final double rate;
    private final boolean restless;
    private final AtomicInteger pause;
    private final int pid = (int) ProcessHandle.current().pid();

    GroupWitness(EventLog log, int index, String name, long seed, double rate, boolean restless,
            AtomicInteger pause) {
        this.pause = pause;
        this.log = log;
        this.index = index;
        this.name = name;
        this.rate = rate;
        this.restless = restless;
        random = new SplittableRandom(seed);
    }

    @Override
    public void run() {
        ClientOptions options = ClientOptions.fromEnvironment().withTimeoutMs(CALL_LIMIT_MS);
        while (true) {
            try (CpgClient cpg = new ChorosClient(options).cpg()) {
                new Stay(cpg, System.nanoTime()).live();
            } catch (ChorosException e) {
                // no daemon, or not yet
                LockSupport.parkNanos(RETRY_NS);
            }
        }
    }

    private int size() {
        int kind = random.nextInt(PERCENT);
        if (kind < 70) {
            return random.nextInt(Payload.LEAST, 400);
        }
        if (kind < 92) {
            return random.nextInt(400, 3_000);
        }
        return kind < 99 ? random.nextInt(3_000, 20_000) : random.nextInt(20_000, 60_000);
    }

    /** From a join to the end of its connection. */
    private final class Stay implements CpgListener {
        private final CpgClient cpg;
        private final long stamp;
        private final String tag;
        private CpgGroup group;
        private boolean gone;
        private int seq;
        private int marked;
        private byte[] pending;

        Stay(CpgClient cpg, long stamp) {
            this.cpg = cpg;
            this.stamp = stamp;
            tag = " " + index + " " + stamp + " ";
        }

        void live() throws ChorosException {
            int node = cpg.localNodeId();
            log.line("B" + tag + node + " " + pid + " " + printable(name));
            try {
                join();
                log.line("J" + tag);
                log.flush();
                long endNs = System.nanoTime() + STAY_LEAST_NS + random.nextLong(STAY_MORE_NS);
                long nextNs = System.nanoTime();
                while (!restless || System.nanoTime() - endNs < 0 || pause.get() != 0) {
                    long leftNs = nextNs - System.nanoTime();
                    cpg.dispatch(Math.max(0, (int) TimeUnit.NANOSECONDS.toMillis(leftNs)));
                    if (System.nanoTime() - nextNs >= 0) {
                        nextNs = System.nanoTime() + turn(node);
                    }
                    log.flush();
                }
                leave();
                log.line("E" + tag + "LEFT");
            } catch (ChorosException e) {
                log.line("E" + tag + e.error());
                throw e;
            } finally {
                log.flush();
            }
        }

        private void join() throws ChorosException {
            while (group == null) {
                try {
                    group = cpg.join(name, this);
                } catch (ChorosException e) {
                    if (e.error() != CsError.TRY_AGAIN && e.error() != CsError.EXIST) {
                        throw e;
                    }
                    // it synchronises, or knows us from the last time still
                    LockSupport.parkNanos(RETRY_NS);
                }
            }
        }

        /** Sends what is due; returns how long nothing will be. */
        private long turn(int node) throws ChorosException {
            int paused = pause.get();
            if (paused != 0 && paused == marked) {
                return RETRY_NS;
            }
            int number = seq;
            if (!send(node, paused != 0 || index % 2 == 0)) {
                return BLOCKED_NS;
            }
            if (paused != 0) {
                marked = paused;
                log.line("M" + tag + number + " " + paused);
            }
            return pauseNs();
        }

        private long pauseNs() {
            return (long) (TimeUnit.SECONDS.toNanos(1) / rate * random.nextDouble(0.2, 1.8));
        }

        /** Sends the next message, or again the one that was not taken; whether it was taken. */
        private boolean send(int node, boolean confirmed) throws ChorosException {
            if (pending == null) {
                pending = Payload.encode(node, pid, stamp, seq, size());
                Payload head = Payload.decode(pending);
                log.line("T" + tag + seq + " " + head.length() + " " + Integer.toHexString(head.checksum()));
                log.flush();
            }
            try {
                if (confirmed) {
                    group.mcastConfirmed(pending);
                } else {
                    group.mcast(pending);
                }
                log.line("K" + tag + seq + (confirmed ? " c" : " p"));
            } catch (ChorosException e) {
                if (e.error() == CsError.TRY_AGAIN || e.error() == CsError.INTERRUPT) {
                    return false;
                }
                log.line("U" + tag + seq + " " + e.error());
                if (e.error() != CsError.TIMEOUT) {
                    throw e;
                }
            }
            pending = null;
            seq++;
            return true;
        }

        private void leave() throws ChorosException {
            // written down first: the view may come before the answer does
            log.line("L" + tag);
            boolean asked = false;
            long endNs = System.nanoTime() + LEAVE_LIMIT_NS;
            while (!gone && System.nanoTime() - endNs < 0) {
                if (!asked) {
                    asked = askToLeave();
                }
                cpg.dispatch((int) TimeUnit.NANOSECONDS.toMillis(BLOCKED_NS));
            }
        }

        private boolean askToLeave() throws ChorosException {
            try {
                group.leave();
                return true;
            } catch (ChorosException e) {
                if (e.error() == CsError.TRY_AGAIN || e.error() == CsError.BUSY) {
                    return false;
                }
                throw e;
            }
        }

        @Override
        public void delivered(CpgMessage message) {
            Payload p = Payload.decode(message.bytes());
            String sender = message.sender().nodeId() + " " + message.sender().pid();
            if (p == null) {
                log.line("X" + tag + sender + " " + message.bytes().length + " "
                        + Integer.toHexString(Arrays.hashCode(message.bytes())));
                return;
            }
            boolean own = p.node() == message.sender().nodeId() && p.pid() == message.sender().pid()
                    && name.equals(message.group());
            log.line((own ? "D" : "X") + tag + sender + " " + p.stamp() + " " + p.seq() + " " + p.length() + " "
                    + Integer.toHexString(p.checksum()));
        }

        @Override
        public void changed(CpgView view) {
            log.line("V" + tag
                    + list(view.members().stream().map(m -> m.nodeId() + ":" + m.pid()).collect(
                            Collectors.joining(",")))
                    + " " + changes(view.joined()) + " " + changes(view.left()));
            gone |= view.left().stream().anyMatch(c -> c.member().equals(group.self()));
        }

        @Override
        public void ring(RingId ringId, int[] members) {
            log.line("R" + tag + Integer.toUnsignedString(ringId.nodeId()) + " " + ringId.seq() + " "
                    + list(Arrays.stream(members).mapToObj(Integer::toUnsignedString).collect(
                            Collectors.joining(","))));
        }

        private static String changes(Iterable<CpgChange> changes) {
            StringBuilder text = new StringBuilder();
            for (CpgChange c : changes) {
                text.append(text.isEmpty() ? "" : ",").append(c.member().nodeId()).append(':')
                        .append(c.member().pid()).append('/').append(c.reason().ordinal());
            }
            return list(text.toString());
        }
    }

    private static String list(String text) {
        return text.isEmpty() ? "-" : text;
    }

    private static String printable(String name) {
        return name.replaceAll("[^!-~]", "_");
    }
}
