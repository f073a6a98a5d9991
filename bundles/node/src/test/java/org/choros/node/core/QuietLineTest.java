package org.choros.node.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import org.junit.jupiter.api.Test;

class QuietLineTest {
    /** The clock of nanoseconds has no origin: it may be negative and pass zero between two lines. */
    @Test
    void writesOneLineAPeriodAndCountsTheRest() {
        QuietLine line = new QuietLine();
        long start = -QuietLine.QUIET_NS / 2;
        assertEquals("", line.pass(start));
        assertNull(line.pass(start));
        assertNull(line.pass(start + QuietLine.QUIET_NS - 1));
        assertEquals(" (and 2 more packets were rejected without a line)", line.pass(start + QuietLine.QUIET_NS));
        assertNull(line.pass(start + QuietLine.QUIET_NS));
    }
}
