package org.choros.itests.lab;

import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits for a state of processes outside this JVM, which cannot tell us: looks again and again, up to a limit. */
public final class Await {
    private static final long STEP_NS = 20_000_000;

    private Await() {
    }

    /**
     * @param what what is waited for, for the failure's message
     * @param limitS give up after so many seconds
     * @param condition the state
     * @param evidence what to show when it did not come
     */
    public static void until(String what, int limitS, BooleanSupplier condition, Supplier<String> evidence) {
        long end = System.nanoTime() + limitS * 1_000_000_000L;
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - end > 0) {
                throw new AssertionError("after " + limitS + " s still not: " + what + "\n" + evidence.get());
            }
            LockSupport.parkNanos(STEP_NS);
        }
    }
}
