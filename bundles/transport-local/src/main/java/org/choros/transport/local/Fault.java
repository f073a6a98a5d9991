package org.choros.transport.local;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Random;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Decides about every packet that crosses a {@link LocalHub} from one node to another. Asked on the ring threads of the
 * senders, several at a time, so it has to be safe for all threads and must not block.
 */
@ConsumerType
@FunctionalInterface
public interface Fault {
    /**
     * @param crossing who sends it to whom
     * @param packet the packet, read-only, position to limit; valid only during the call. With dialect 2 it is an
     *            envelope
     * @return what becomes of it
     */
    Fate fate(Crossing crossing, ByteBuffer packet);

    /**
     * Both faults at once: lost when either loses it, delayed by the sum.
     *
     * @param other another fault
     * @return the two together
     */
    default Fault and(Fault other) {
        return (crossing, packet) -> fate(crossing, packet).and(other.fate(crossing, packet));
    }

    /**
     * Loses packets by chance.
     *
     * @param rate the share that is lost, 0 to 1
     * @param seed of the chance; the same seed draws the same numbers, whose packet gets which depends on the threads
     * @return the fault
     */
    static Fault loss(double rate, long seed) {
        if (!(rate >= 0 && rate <= 1)) {
            throw new IllegalArgumentException("a share is 0 to 1, not " + rate);
        }
        Random random = new Random(seed);
        return (crossing, packet) -> random.nextDouble() < rate ? Fate.DROP : Fate.PASS;
    }

    /**
     * Delays packets by chance, which also changes their order.
     *
     * @param most the longest delay; all shorter ones are as likely
     * @param seed see {@link #loss}
     * @return the fault
     */
    static Fault delay(Duration most, long seed) {
        if (most.isNegative()) {
            throw new IllegalArgumentException("a packet cannot arrive before it is sent: " + most);
        }
        Random random = new Random(seed);
        long mostNs = most.toNanos();
        return (crossing, packet) -> Fate.delayed(Duration.ofNanos((long) (random.nextDouble() * mostNs)));
    }
}
