package org.choros.node.core;

import org.choros.spi.log.LogLevel;
import org.choros.totem.ring.RingEvent;
import org.choros.totem.rrp.RedundancyEvent;
import org.choros.wire.totem.Dialect;
import org.choros.wire.totem.Processor;
import org.choros.wire.totem.RingId;

/** Turns the ring's events into corosync's TOTEM lines. */
final class MembershipLog {
    private static final String TOTEM = "TOTEM";

    private final Dialect dialect;
    private final QuietLine dropped = new QuietLine();

    MembershipLog(Dialect dialect) {
        this.dialect = dialect;
    }

    void log(RingEvent event, long nowNs, CoreOutput out) {
        if (event instanceof RingEvent.MembershipFormed formed) {
            out.log(LogLevel.NOTICE, TOTEM, "A new membership (" + name(formed.ring()) + ") was formed. Members"
                    + list(" joined:", formed.joined()) + list(" left:", formed.left()));
            if (!formed.failed().isEmpty()) {
                out.log(LogLevel.NOTICE, TOTEM,
                        "Failed to receive the leave message." + list(" failed:", formed.failed()));
            }
            return;
        }
        if (event instanceof RingEvent.Dropped) {
            String more = dropped.pass(nowNs);
            if (more != null) {
                out.log(level(event.severity()), TOTEM, event.line() + more);
            }
            return;
        }
        out.log(level(event.severity()), event instanceof RingEvent.ContinuousGather ? "MAIN" : TOTEM, event.line());
    }

    void log(RedundancyEvent event, CoreOutput out) {
        out.log(level(event.severity()), TOTEM, event.line());
    }

    /** The ring id as the dialect's operators know it: {@code 10.1.11.203:16} or {@code 1.d}. */
    String name(RingId ring) {
        return dialect == Dialect.V2
                ? Addresses.of(ring.representativeAddress()).getHostAddress() + ":" + Long.toUnsignedString(ring.seq())
                : Integer.toUnsignedString(ring.representative()) + "." + Long.toHexString(ring.seq());
    }

    private static String list(String label, Iterable<Processor> processors) {
        StringBuilder text = new StringBuilder();
        for (Processor p : processors) {
            text.append(text.isEmpty() ? label : "").append(' ').append(Integer.toUnsignedString(p.nodeId()));
        }
        return text.toString();
    }

    private static LogLevel level(RingEvent.Severity severity) {
        return switch (severity) {
            case ERROR -> LogLevel.ERROR;
            case WARNING -> LogLevel.WARNING;
            case NOTICE -> LogLevel.NOTICE;
            case DEBUG -> LogLevel.DEBUG;
        };
    }
}
