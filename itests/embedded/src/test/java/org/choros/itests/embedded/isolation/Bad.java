package org.choros.itests.embedded.isolation;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

import org.choros.spi.cmap.IcMap;
import org.choros.spi.engine.ClientSession;
import org.choros.spi.engine.EngineContext;
import org.choros.spi.engine.EngineDescription;
import org.choros.spi.engine.Membership;
import org.choros.spi.engine.ServiceEngine;
import org.choros.spi.engine.ServiceEngineFactory;

/** An engine, and its factory, that misbehaves in one of its calls; in all others it is like any other. */
class Bad implements ServiceEngineFactory {
    static final int ID = 41;
    private static final EngineDescription WHO = new EngineDescription(ID, "bad", "bad engine", "bad", 1, true, false);
    private static final int LENGTH = 16;

    /** What it does. */
    enum Deed {
        /** Throws. */
        THROWS,
        /** Does not come back until the test lets it, whoever interrupts it. */
        BLOCKS,
        /** Multicasts without end. */
        FLOODS,
        /** Computes without end. */
        SPINS
    }

    final AtomicInteger committed = new AtomicInteger();
    final AtomicInteger turns = new AtomicInteger();
    private final CountDownLatch released = new CountDownLatch(1);
    private final String where;
    private final Deed deed;
    private EngineContext context;
    private volatile boolean over;

    Bad(String where, Deed deed) {
        this.where = where;
        this.deed = deed;
    }

    /** Lets its thread go. */
    void release() {
        over = true;
        released.countDown();
    }

    private void in(String name) {
        if (!name.equals(where)) {
            return;
        }
        committed.incrementAndGet();
        switch (deed) {
            case THROWS -> throw new IllegalStateException("bad in " + name);
            case BLOCKS -> block();
            case FLOODS -> {
                while (!over) {
                    say();
                }
            }
            default -> {
                while (!over) {
                    Thread.onSpinWait();
                }
            }
        }
    }

    private void block() {
        while (true) {
            try {
                released.await();
                return;
            } catch (InterruptedException e) {
                // it is that bad
                continue;
            }
        }
    }

    private void say() {
        if (context != null) {
            context.multicast(ByteBuffer.allocate(LENGTH).order(ByteOrder.LITTLE_ENDIAN).putInt(0, ID << 16)
                    .putInt(8, LENGTH));
        }
    }

    @Override
    public EngineDescription description() {
        in("description");
        return WHO;
    }

    @Override
    public boolean wanted(IcMap map) {
        in("wanted");
        return true;
    }

    @Override
    public ServiceEngine create(EngineContext its) {
        in("create");
        context = its;
        return new Engine();
    }

    private final class Engine implements ServiceEngine {
        private long deadlineNs = NO_DEADLINE;

        @Override
        public void start(long nowNs) {
            in("start");
            context.counter("bad", () -> {
                in("counter");
                return 1;
            });
            context.onQuorum((state, now) -> in("onQuorum"));
            context.map().track("totem.", IcMap.ADD | IcMap.MODIFY | IcMap.DELETE | IcMap.PREFIX,
                    (event, key, value, old) -> in("watch"));
        }

        @Override
        public void stop(long nowNs) {
            in("stop");
        }

        @Override
        public void onConfigurationChanged(Set<String> keys, long nowNs) {
            in("onConfigurationChanged");
        }

        @Override
        public void onMessage(int function, int sender, ByteBuffer message, long nowNs) {
            in("onMessage");
        }

        @Override
        public void onStable(long position, long nowNs) {
            in("onStable");
        }

        @Override
        public void onMembership(Membership change, long nowNs) {
            in("onMembership");
        }

        @Override
        public void syncInit(Membership change, long nowNs) {
            in("syncInit");
        }

        @Override
        public boolean syncProcess(long nowNs) {
            turns.incrementAndGet();
            in("syncProcess");
            // whoever is to be interrupted in its turn must have one
            return !where.equals("syncAbort") && !where.equals("itsTurn");
        }

        @Override
        public void syncActivate(long nowNs) {
            in("syncActivate");
        }

        @Override
        public void syncAbort() {
            in("syncAbort");
        }

        @Override
        public void onSynchronised(long nowNs) {
            in("onSynchronised");
            // so that there are messages, and deadlines
            say();
            deadlineNs = nowNs;
        }

        @Override
        public void onConnect(ClientSession session) {
            in("onConnect");
        }

        @Override
        public boolean gated(int request) {
            in("gated");
            return false;
        }

        @Override
        public boolean answered(int request) {
            in("answered");
            return true;
        }

        @Override
        public boolean backlogged() {
            in("backlogged");
            return false;
        }

        @Override
        public int requests() {
            in("requests");
            return 1;
        }

        @Override
        public void onRequest(ClientSession session, int request, ByteBuffer message, long nowNs) {
            in("onRequest");
            session.respond(ByteBuffer.allocate(24).order(ByteOrder.LITTLE_ENDIAN).putInt(8, 24).putInt(16, 1));
        }

        @Override
        public void onDisconnect(ClientSession session, long nowNs) {
            in("onDisconnect");
        }

        @Override
        public long nextDeadlineNs() {
            in("nextDeadlineNs");
            return deadlineNs;
        }

        @Override
        public void onDeadline(long nowNs) {
            deadlineNs = where.equals("onDeadline") ? nowNs + 1_000_000 : NO_DEADLINE;
            in("onDeadline");
        }
    }
}
