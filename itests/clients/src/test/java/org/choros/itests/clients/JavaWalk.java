package org.choros.itests.clients;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

import org.choros.base.ChorosException;
import org.choros.client.ChorosClient;
import org.choros.client.ClientOptions;
import org.choros.client.Dispatching;

/**
 * A program for a host: calls the Java API, rightly and wrongly, and prints what comes of it, without what two clusters
 * cannot have in common.
 */
public final class JavaWalk {
    private static final int LIMIT_MS = 60_000;

    private final ChorosClient node;

    /** A call with a result to print. */
    interface Call {
        Object result() throws ChorosException;
    }

    /** A call without. */
    interface Deed {
        void be() throws ChorosException;
    }

    private JavaWalk(ChorosClient node) {
        this.node = node;
    }

    /**
     * @param args nothing
     * @throws Exception when something fails that is to succeed
     */
    public static void main(String[] args) throws Exception {
        JavaWalk walk = new JavaWalk(new ChorosClient(
                ClientOptions.fromEnvironment().withTimeoutMs(LIMIT_MS).withTryAgainFor(Duration.ofMillis(LIMIT_MS))));
        new CMapWalk(walk).walk();
        new CpgWalk(walk).walk();
        new CfgWalk(walk).walk();
        new QuorumWalk(walk).walk();
        line("the end");
    }

    ChorosClient node() {
        return node;
    }

    static void line(String line) {
        System.out.println(line);
        System.out.flush();
    }

    /** Calls, and prints what came of it. */
    static void call(String what, Call call) {
        try {
            line(what + ": " + call.result());
        } catch (ChorosException e) {
            line(what + ": " + e.error());
        }
    }

    static void deed(String what, Deed deed) {
        call(what, () -> {
            deed.be();
            return "done";
        });
    }

    /** A state. */
    interface State {
        boolean so() throws ChorosException;
    }

    /** Asks until it is so: what was sent to all takes its time. */
    static void await(String what, State state) throws ChorosException {
        long endNs = System.nanoTime() + LIMIT_MS * 1_000_000L;
        while (!state.so()) {
            if (System.nanoTime() - endNs > 0) {
                throw new IllegalStateException("still not: " + what);
            }
            LockSupport.parkNanos(1_000_000);
        }
        line(what);
    }

    /** Lets events come until there are so many of them. */
    static void await(Dispatching client, List<String> heard, int count) throws ChorosException {
        long endNs = System.nanoTime() + LIMIT_MS * 1_000_000L;
        while (heard.size() < count) {
            if (System.nanoTime() - endNs > 0) {
                throw new IllegalStateException(count + " events were to come: " + heard);
            }
            client.dispatchOne(1000);
        }
        heard.forEach(l -> line("  " + l));
        heard.clear();
    }
}
