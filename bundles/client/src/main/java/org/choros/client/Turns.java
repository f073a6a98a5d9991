package org.choros.client;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

import org.choros.base.ChorosException;
import org.choros.base.CsError;

/** Threads that use one thing one after the other, in the order in which they came and with limited patience. */
final class Turns {
    private final String what;
    // fair: who sends one message after the other leaves room for others
    private final ReentrantLock lock = new ReentrantLock(true);

    Turns(String what) {
        this.what = what;
    }

    /**
     * Waits for our turn, which {@link #end} ends.
     *
     * @throws ChorosException TIMEOUT when it did not come in time, INTERRUPT when this thread was interrupted
     */
    void begin(Deadline deadline) throws ChorosException {
        try {
            // an interrupted thread may still do what does not make it wait
            if (lock.tryLock()) {
                return;
            }
            if (!lock.tryLock(deadline.leftNs(Long.MAX_VALUE), TimeUnit.NANOSECONDS)) {
                throw new ChorosException(CsError.TIMEOUT, what + " is busy with other calls");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ChorosException(CsError.INTERRUPT, what, e);
        }
    }

    /** Waits for our turn whatever happens. */
    void begin() {
        lock.lock();
    }

    void end() {
        lock.unlock();
    }
}
