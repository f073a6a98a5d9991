package org.choros.itests.fuzz;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

import org.choros.spi.engine.EngineContext;
import org.choros.spi.engine.EngineDescription;
import org.choros.spi.engine.ServiceEngine;
import org.choros.spi.engine.ServiceEngineFactory;

/** A service that says numbers to itself on all members, and waits for one of them. */
final class ProbeEngine implements ServiceEngine, ServiceEngineFactory {
    static final int ID = 40;
    private static final int LENGTH = 24;
    private EngineContext context;
    private long awaited;
    private boolean heard;

    @Override
    public EngineDescription description() {
        return new EngineDescription(ID, "probe", "probe", null, 1, false, false);
    }

    @Override
    public ServiceEngine create(EngineContext its) {
        context = its;
        return this;
    }

    @Override
    public void start(long nowNs) {
        heard = false;
    }

    @Override
    public void stop(long nowNs) {
        heard = false;
    }

    /** Answers whether there was room. */
    boolean say(long number, int more) {
        ByteBuffer message = ByteBuffer.allocate(LENGTH + more).order(ByteOrder.LITTLE_ENDIAN).putInt(0, ID << 16)
                .putInt(8, LENGTH + more).putLong(16, number);
        return context.multicast(message);
    }

    /** Waits for a number from now on. */
    void await(long number) {
        awaited = number;
        heard = false;
    }

    boolean heard() {
        return heard;
    }

    @Override
    public void onMessage(int function, int sender, ByteBuffer message, long nowNs) {
        if (message.remaining() >= LENGTH) {
            heard |= message.getLong(message.position() + 16) == awaited;
        }
    }
}
