package org.choros.itests.clients;

import static org.junit.jupiter.api.Assertions.fail;

import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

import org.choros.itests.lab.Host;
import org.choros.itests.lab.Host.Kind;

/** A cluster that C answers for and one that Choros does, which are asked the same and have to answer the same. */
final class BothClusters implements AutoCloseable {
    private final TwoNodes theirs;
    private final TwoNodes ours;

    /** Each with its own kind throughout. */
    BothClusters() {
        this(Kind.C, Kind.CHOROS);
    }

    /**
     * @param besideTheirs the second host's daemon beside one of C
     * @param besideOurs the second host's daemon beside one of Choros
     */
    BothClusters(Kind besideTheirs, Kind besideOurs) {
        theirs = TwoNodes.start(Kind.C, besideTheirs);
        try {
            ours = TwoNodes.start(Kind.CHOROS, besideOurs);
        } catch (RuntimeException e) {
            theirs.close();
            throw e;
        }
        try {
            theirs.awaitFormed();
            ours.awaitFormed();
        } catch (RuntimeException | AssertionError e) {
            close();
            throw e;
        }
    }

    TwoNodes theirs() {
        return theirs;
    }

    TwoNodes ours() {
        return ours;
    }

    /**
     * Does the same on both clusters at the same time.
     *
     * @param title what it is, for the failure's message
     * @param action what to do, and what came of it
     * @return what came of it on both
     */
    String sameOn(String title, Function<TwoNodes, String> action) {
        CompletableFuture<String> expected = CompletableFuture.supplyAsync(() -> action.apply(theirs));
        String actual = action.apply(ours);
        same(title, expected.join(), actual);
        return actual;
    }

    /** That two answers are the same; where not, what differs and what both clusters have logged. */
    void same(String title, String expected, String actual) {
        if (!expected.equals(actual)) {
            fail(title + " differ at " + Difference.of(expected, actual) + theirs.alpha().evidence()
                    + ours.alpha().evidence());
        }
    }

    /** Runs a command on the first host of both. */
    void sameOutput(String title, Function<String, String> mask, String... words) {
        sameOn(title, cluster -> {
            Host host = cluster.alpha();
            return mask.apply(Masks.text(host.run(words)));
        });
    }

    @Override
    public void close() {
        try {
            theirs.close();
        } finally {
            if (ours != null) {
                ours.close();
            }
        }
    }
}
