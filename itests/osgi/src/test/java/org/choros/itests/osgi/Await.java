package org.choros.itests.osgi;

import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;

/** Waits for a state that nobody tells us about: looks again and again, up to a limit. */
final class Await {
    private static final long STEP_NS = 20_000_000;
    private static final int LIMIT_S = 120;

    private Await() {
    }

    /** Something that is not so yet says what it is instead. */
    interface Condition {
        /** @return null when it is so, else what is there instead */
        String missing() throws Exception;
    }

    static void until(String what, Condition condition) {
        long end = System.nanoTime() + LIMIT_S * 1_000_000_000L;
        String missing = look(condition);
        while (missing != null) {
            if (System.nanoTime() - end > 0) {
                throw new AssertionError("after " + LIMIT_S + " s still not: " + what + "; " + missing);
            }
            LockSupport.parkNanos(STEP_NS);
            missing = look(condition);
        }
    }

    static void equal(String what, Object wanted, Callable<?> actual) {
        until(what, () -> {
            Object now = actual.call();
            return wanted.equals(now) ? null : "it is " + now + " instead of " + wanted;
        });
    }

    private static String look(Condition condition) {
        try {
            return condition.missing();
        } catch (Exception e) {
            return e.toString();
        }
    }
}
