package ${package};

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

import org.choros.base.ChorosException;
import org.choros.base.CsError;
import org.choros.client.ClientOptions;

import ${package}.client.TallyClient;

/** What clients of two nodes see of the engine. */
final class TallyCheck {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final long STEP_NS = 20_000_000;

    private final String instance;

    /** Nodes 1 and 2 have this name and their number as instance. */
    TallyCheck(String instance) {
        this.instance = instance;
    }

    private TallyClient client(int node) throws ChorosException {
        return new TallyClient(new ClientOptions(instance + node, 30_000, false).withTryAgainFor(LIMIT));
    }

    /** Waits until the node has the engine. */
    private TallyClient connect(int node) throws ChorosException {
        long end = System.nanoTime() + LIMIT.toNanos();
        while (true) {
            try {
                return client(node);
            } catch (ChorosException e) {
                if (System.nanoTime() - end > 0) {
                    throw e;
                }
                LockSupport.parkNanos(STEP_NS);
            }
        }
    }

    void serves() throws ChorosException {
        try (TallyClient one = connect(1); TallyClient two = connect(2)) {
            assertEquals(3, one.add("apples", 3));
            // the order of all decides: what was answered there is counted here
            assertEquals(5, two.add("apples", 2));
            assertEquals(4, one.add("apples", -1));
        }
    }

    void isGone() {
        for (int node = 1; node <= 2; node++) {
            int id = node;
            assertEquals(CsError.LIBRARY, assertThrows(ChorosException.class, () -> client(id)).error());
        }
    }
}
