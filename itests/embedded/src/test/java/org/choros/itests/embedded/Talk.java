package org.choros.itests.embedded;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

import org.choros.spi.engine.EngineContext;
import org.choros.spi.engine.EngineDescription;
import org.choros.spi.engine.ServiceEngine;
import org.choros.spi.engine.ServiceEngineFactory;

/** An engine that sends a numbered message every few milliseconds and notes all that come: {@code SENDER:NUMBER}. */
final class Talk implements ServiceEngineFactory {
    private static final int SERVICE = 40;
    private static final int LENGTH = 20;
    private static final int NUMBER = 16;
    private static final long PAUSE_NS = 2_000_000;

    private final List<String> heard = new ArrayList<>();
    private volatile int wanted;

    /** Lets it send up to this number. */
    void sayUpTo(int number) {
        wanted = number;
    }

    /** What has been delivered so far, in order. */
    List<String> heard() {
        synchronized (heard) {
            return List.copyOf(heard);
        }
    }

    @Override
    public EngineDescription description() {
        return new EngineDescription(SERVICE, "talk", "talk of tests", null, 1, false, false);
    }

    @Override
    public ServiceEngine create(EngineContext context) {
        return new Engine(context);
    }

    private final class Engine implements ServiceEngine {
        private final EngineContext context;
        private final ByteBuffer message = ByteBuffer.allocate(LENGTH).order(ByteOrder.LITTLE_ENDIAN);
        private long nextNs;
        private int said;

        Engine(EngineContext context) {
            this.context = context;
        }

        @Override
        public void start(long nowNs) {
            nextNs = nowNs;
        }

        @Override
        public void stop(long nowNs) {
            // nothing is said at the end
        }

        @Override
        public long nextDeadlineNs() {
            return nextNs;
        }

        @Override
        public void onDeadline(long nowNs) {
            nextNs = nowNs + PAUSE_NS;
            // what is said in a synchronisation overtakes what waits
            if (said < wanted && !context.synchronising()) {
                message.putInt(0, SERVICE << 16).putInt(8, LENGTH).putInt(NUMBER, said + 1);
                if (context.multicast(message)) {
                    said++;
                }
            }
        }

        @Override
        public void onMessage(int function, int sender, ByteBuffer received, long nowNs) {
            int number = received.getInt(received.position() + NUMBER);
            synchronized (heard) {
                heard.add(Integer.toUnsignedString(sender) + ":" + number);
            }
        }
    }
}
