package org.choros.engine.mon;

import java.util.OptionalDouble;
import java.util.OptionalLong;

import org.choros.spi.cmap.LeadingNumber;
import org.choros.spi.cmap.MapValue;
import org.choros.spi.engine.HostReading;

/** What is measured: how it follows from a reading of the host, and what is written of it into the map. */
enum Quantity {
    /** Memory and swap in use, in percent. What holds copies of files is not in use. */
    MEMORY_USED("memory_used", MapValue.i32(0)) {
        @Override
        OptionalDouble limit(String text) {
            OptionalLong percent = LeadingNumber.integer(text);
            // corosync's limit is an int
            return percent.isPresent() ? OptionalDouble.of((int) percent.getAsLong()) : OptionalDouble.empty();
        }

        @Override
        String fault(HostReading reading) {
            return reading.memoryFault() == null ? null : "Unable to get memory stats: " + reading.memoryFault();
        }

        @Override
        double measure(HostReading reading) {
            long all = reading.memoryKb() + reading.swapKb();
            long free = reading.memoryFreeKb() + reading.cachedKb() + reading.swapFreeKb();
            return all <= 0 ? 0 : (all - free) * PERCENT / all;
        }

        @Override
        MapValue value(double measured) {
            return MapValue.u32((long) measured);
        }
    },

    /** The load average of 15 minutes. */
    LOAD_15MIN("load_15min", MapValue.dbl(0)) {
        @Override
        OptionalDouble limit(String text) {
            return LeadingNumber.real(text);
        }

        @Override
        String fault(HostReading reading) {
            return reading.loadFault() == null ? null : "Unable to get load stats: " + reading.loadFault();
        }

        @Override
        double measure(HostReading reading) {
            return reading.load15();
        }

        @Override
        MapValue value(double measured) {
            return MapValue.dbl(measured);
        }
    };

    private static final long PERCENT = 100;

    private final String label;
    private final MapValue unmeasured;

    Quantity(String label, MapValue unmeasured) {
        this.label = label;
        this.unmeasured = unmeasured;
    }

    /** @return the name in keys and in the log */
    String label() {
        return label;
    }

    /** @return the value before the first measurement; memory's is of another type than those that follow */
    MapValue unmeasured() {
        return unmeasured;
    }

    /**
     * @param text an administrator's limit
     * @return the number in it, empty when there is none
     */
    abstract OptionalDouble limit(String text);

    /** @return what to log of a reading that does not say it, null of one that does */
    abstract String fault(HostReading reading);

    /** @return how much it is; 0 and less say nothing */
    abstract double measure(HostReading reading);

    /** @return a measurement as it stands in the map */
    abstract MapValue value(double measured);
}
