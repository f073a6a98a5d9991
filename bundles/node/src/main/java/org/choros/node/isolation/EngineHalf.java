package org.choros.node.isolation;

import java.util.BitSet;
import java.util.function.LongSupplier;

import org.choros.spi.engine.EngineException;
import org.choros.spi.engine.ServiceEngine;
import org.choros.spi.engine.ServiceEngineFactory;

/**
 * The half of an engine that runs on its own thread: makes it, makes its calls, and says afterwards when it wants to be
 * called again. Whatever it throws ends here. What it shows of itself, the ring thread may read at any time.
 */
public final class EngineHalf {
    private static final int SMALL = 64;
    private static final int SERIAL_NONE = -1;

    private final IsolatedEngine ring;
    private final Inbox inbox;
    private final LongSupplier nanoTime;
    private volatile IsolatedContext context;
    private ServiceEngine engine;
    private final BitSet gated = new BitSet();
    private final BitSet unanswered = new BitSet();
    private volatile int requests;
    private volatile long deadlineNs = ServiceEngine.NO_DEADLINE;
    private volatile boolean deadlineAsked;
    private volatile boolean backlogged;
    private volatile long calls;
    private volatile long longestNs;
    private volatile int slow;
    private volatile String doing = "";
    private volatile long sinceNs;
    /** Of the call that runs, or {@link #SERIAL_NONE}. */
    private volatile long serial = SERIAL_NONE;
    private long nextSerial;

    EngineHalf(IsolatedEngine ring, Inbox inbox, LongSupplier nanoTime) {
        this.ring = ring;
        this.inbox = inbox;
        this.nanoTime = nanoTime;
    }

    // --- the engine's thread

    /**
     * Makes the engine and starts it. What its factory and it throw goes to the caller, on this thread.
     *
     * @param factory its factory
     * @param facts what there is to know of the node
     * @return false when the configuration does not ask for it
     * @throws EngineException when it refuses
     */
    public boolean load(ServiceEngineFactory factory, NodeFacts facts) throws EngineException {
        begin("description");
        ring.described(factory.description(facts.dialect()));
        begin("wanted");
        if (!factory.wanted(ring.initialMap())) {
            end();
            return false;
        }
        context = ring.context(facts);
        begin("create");
        engine = factory.create(context);
        begin("start");
        engine.start(nanoTime.getAsLong());
        begin("requests");
        int kinds = engine.requests();
        if (kinds < 0 || kinds > Limits.REQUEST_KINDS_MAX) {
            throw new EngineException(kinds + " kinds of requests, at most " + Limits.REQUEST_KINDS_MAX);
        }
        for (int request = 0; request < kinds; request++) {
            doing = "gated";
            gated.set(request, engine.gated(request));
            doing = "answered";
            unanswered.set(request, !engine.answered(request));
        }
        requests = kinds;
        ask();
        end();
        return true;
    }

    /**
     * Makes the next call.
     *
     * @return false when there is nothing to do
     */
    public boolean step() {
        Callback c = inbox.poll();
        if (c == null) {
            return false;
        }
        if (!context.isClosed()) {
            begin(c.name());
            context.enter(c.sight());
            try {
                c.body().call(engine);
            } catch (Exception | Error e) {
                failed(c.name(), e, c.failed());
            }
            ask();
            end();
        }
        inbox.done(c);
        ring.took();
        return true;
    }

    private void begin(String name) {
        sinceNs = nanoTime.getAsLong();
        doing = name;
        serial = nextSerial++;
    }

    private void end() {
        long took = nanoTime.getAsLong() - sinceNs;
        serial = SERIAL_NONE;
        calls++;
        longestNs = Math.max(longestNs, took);
        if (took >= ring.slowNs() && ++slow >= Limits.SLOW_MAX) {
            ring.wakeRing();
        }
    }

    /** What the ring thread must know at once when it asks. */
    private void ask() {
        try {
            doing = "backlogged";
            backlogged = engine.backlogged();
            doing = "nextDeadlineNs";
            long next = engine.nextDeadlineNs();
            boolean news = next < deadlineNs || deadlineAsked;
            deadlineNs = next;
            deadlineAsked = false;
            if (news) {
                ring.wakeRing();
            }
        } catch (Exception | Error e) {
            String where = doing;
            deadlineNs = ServiceEngine.NO_DEADLINE;
            deadlineAsked = false;
            failed(where, e, null);
        }
    }

    void failed(String name, Throwable thrown, Runnable then) {
        EngineFault fault = EngineFault.of(thrown);
        ring.fromEngine(SMALL, () -> ring.failed(name, fault, then));
    }

    IsolatedContext context() {
        return context;
    }

    // --- any thread

    void deadlineAsked() {
        deadlineAsked = true;
    }

    long deadlineNs() {
        return deadlineAsked ? ServiceEngine.NO_DEADLINE : deadlineNs;
    }

    boolean backlogged() {
        return backlogged;
    }

    int requests() {
        return requests;
    }

    boolean gated(int request) {
        return gated.get(request);
    }

    boolean answered(int request) {
        return !unanswered.get(request);
    }

    /** @return which call runs, and ran last when none does */
    public String doing() {
        return doing;
    }

    /** @return since when, in nanoseconds of the node's time */
    public long sinceNs() {
        return sinceNs;
    }

    /** @return the number of the call that runs, negative when none does */
    public long serial() {
        return serial;
    }

    long calls() {
        return calls;
    }

    /** How many calls took so long that they are to be reported. */
    int slow() {
        return slow;
    }

    long longestNs() {
        return longestNs;
    }
}
