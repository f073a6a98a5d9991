package org.choros.engine.mon;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

import org.choros.spi.engine.EngineContext;
import org.choros.spi.engine.HostMeter;
import org.choros.spi.engine.HostReading;
import org.choros.spi.engine.ServiceEngine;

/** Keeps an eye on the host's memory and load; has neither clients nor messages. */
final class MonEngine implements ServiceEngine {
    private static final HostReading NOTHING = new HostReading(0, 0, 0, 0, 0, 0, null, 0, null);

    private final Optional<HostMeter> meter;
    private final List<Monitor> monitors;
    private boolean reading;
    private boolean stopped;

    MonEngine(EngineContext context) {
        meter = context.ability(HostMeter.class);
        monitors = List.of(new Monitor(context, Quantity.MEMORY_USED), new Monitor(context, Quantity.LOAD_15MIN));
    }

    @Override
    public void start(long nowNs) {
        HostReading first = meter.map(HostMeter::latest).orElse(NOTHING);
        monitors.forEach(m -> m.start(first, nowNs));
    }

    @Override
    public void stop(long nowNs) {
        stopped = true;
        monitors.forEach(Monitor::stop);
    }

    @Override
    public void onMessage(int function, int sender, ByteBuffer message, long nowNs) {
        throw new IllegalStateException("there are no functions");
    }

    @Override
    public long nextDeadlineNs() {
        long next = NO_DEADLINE;
        for (int i = 0; i < monitors.size(); i++) {
            next = Math.min(next, monitors.get(i).nextDeadlineNs());
        }
        return next;
    }

    @Override
    public void onDeadline(long nowNs) {
        boolean wanted = false;
        for (Monitor m : monitors) {
            wanted |= m.onDeadline(nowNs);
        }
        // one reading at a time: whoever wants one while it is under way gets that
        if (wanted && !reading && meter.isPresent()) {
            reading = true;
            if (!meter.get().read(this::onReading)) {
                reading = false;
            }
        }
    }

    private void onReading(HostReading host) {
        reading = false;
        if (!stopped) {
            monitors.forEach(m -> m.onReading(host));
        }
    }
}
