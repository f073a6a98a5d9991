package org.choros.itests.embedded.isolation;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

import org.choros.spi.engine.EngineContext;
import org.choros.spi.engine.EngineDescription;
import org.choros.spi.engine.Membership;
import org.choros.spi.engine.ServiceEngine;
import org.choros.spi.engine.ServiceEngineFactory;
import org.choros.spi.engine.sync.StateTransfer;
import org.choros.spi.engine.sync.SyncOutcome;
import org.choros.spi.engine.sync.SyncedState;
import org.choros.spi.engine.sync.VersionRange;

/**
 * The engine that {@link Bad} should be, on another node: it waits for the others' words in its turn. Its state is how
 * many messages it has been given, with their order in a sum.
 */
final class Good implements ServiceEngineFactory {
    private static final int TRANSFER = 1;
    private static final int WORD = 0;
    private static final int LENGTH = 24;
    private static final long PAUSE_NS = 1_000_000;
    private static final int AT_ONCE = 40;

    private final int id;
    private final List<String> heard = new ArrayList<>();
    private volatile int wanted;
    private volatile int synchronised;
    private volatile long ringSeq;

    Good(int id) {
        this.id = id;
    }

    void sayUpTo(int number) {
        wanted = number;
    }

    /** How many synchronisations it has been through. */
    int synchronised() {
        return synchronised;
    }

    /** The ring of the last one. */
    long ringSeq() {
        return ringSeq;
    }

    List<String> heard() {
        synchronized (heard) {
            return List.copyOf(heard);
        }
    }

    @Override
    public EngineDescription description() {
        return new EngineDescription(id, "good" + id, "good engine", null, 2, true, false);
    }

    @Override
    public ServiceEngine create(EngineContext context) {
        return new Engine(context);
    }

    private final class Engine implements ServiceEngine, SyncedState {
        private final EngineContext context;
        private final StateTransfer transfer;
        private long count;
        private long sum;
        private int said;
        private long nextNs = NO_DEADLINE;

        Engine(EngineContext context) {
            this.context = context;
            transfer = new StateTransfer(context, id, TRANSFER, new VersionRange(1, 1), this);
        }

        @Override
        public void start(long nowNs) {
            nextNs = nowNs;
        }

        @Override
        public void stop(long nowNs) {
            // it has nothing to say
        }

        @Override
        public void onMessage(int function, int sender, ByteBuffer message, long nowNs) {
            if (function == TRANSFER) {
                transfer.onMessage(sender, message);
                return;
            }
            if (message.remaining() < LENGTH) {
                // of the bad one, which has the same id
                return;
            }
            int number = message.getInt(message.position() + 16);
            count++;
            sum = sum * 31 + sender * 1_000_003L + number;
            synchronized (heard) {
                heard.add(sender + ":" + number);
            }
        }

        @Override
        public void syncInit(Membership change, long nowNs) {
            transfer.syncInit(change);
        }

        @Override
        public boolean syncProcess(long nowNs) {
            return transfer.syncProcess();
        }

        @Override
        public void syncAbort() {
            transfer.syncAbort();
        }

        @Override
        public void syncActivate(long nowNs) {
            SyncOutcome outcome = transfer.syncActivate();
            if (outcome.role() == SyncOutcome.Role.RECEIVER && outcome.complete()) {
                count = outcome.snapshot().getLong();
                sum = outcome.snapshot().getLong();
            }
        }

        @Override
        public void onSynchronised(long nowNs) {
            synchronised++;
            ringSeq = context.ring().seq();
        }

        @Override
        public boolean exists() {
            return true;
        }

        @Override
        public long generation() {
            return count;
        }

        @Override
        public long digest() {
            return sum;
        }

        @Override
        public byte[] note() {
            return new byte[0];
        }

        @Override
        public ByteBuffer snapshot(int version) {
            return ByteBuffer.allocate(16).putLong(count).putLong(sum).flip();
        }

        @Override
        public long nextDeadlineNs() {
            return nextNs;
        }

        @Override
        public void onDeadline(long nowNs) {
            nextNs = nowNs + PAUSE_NS;
            for (int n = 0; n < AT_ONCE && said < wanted && !context.synchronising(); n++) {
                ByteBuffer message = ByteBuffer.allocate(LENGTH).order(ByteOrder.LITTLE_ENDIAN)
                        .putInt(0, id << 16 | WORD).putInt(8, LENGTH).putInt(16, said + 1);
                if (!context.multicast(message)) {
                    return;
                }
                said++;
            }
        }
    }
}
