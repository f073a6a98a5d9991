package org.choros.engine.amf.supervise;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

import org.choros.engine.amf.model.Model;
import org.choros.spi.engine.ServiceEngine;

/**
 * Runs the fencing command for one node at a time, and again until it has ended with 0.
 *
 * <pre>
 * idle --want--&gt; running --ended with 0--&gt; done: told once
 *                running --ended otherwise, over time--&gt; waiting --time--&gt; running
 * </pre>
 */
public final class FenceRunner implements Jobs.Owner {
    private static final long RETRY_NS = 2_000_000_000L;

    private final Jobs jobs;
    private int node;
    private long job = Jobs.NONE;
    private boolean killed;
    private long ring;
    private Done done;
    private String failure = "";
    private long deadlineNs = ServiceEngine.NO_DEADLINE;

    /**
     * A node has been fenced.
     *
     * @param node its id
     * @param ringSeq the ring when that was begun
     */
    public record Done(int node, long ringSeq) {
    }

    FenceRunner(Jobs jobs) {
        this.jobs = jobs;
    }

    /**
     * A node is to be fenced, or none; one that is being fenced is seen through.
     *
     * @param wanted its id, 0 for none
     * @param ringSeq the ring now
     * @param model names it, and the command
     * @param nowNs the time
     */
    public void want(int wanted, long ringSeq, Model model, long nowNs) {
        if (job != Jobs.NONE || wanted == node && deadlineNs > nowNs && wanted != 0) {
            return;
        }
        node = wanted;
        deadlineNs = ServiceEngine.NO_DEADLINE;
        if (wanted != 0) {
            SortedMap<String, String> e = new TreeMap<>();
            e.put("CHOROS_NODE", model.nodes().getOrDefault(wanted, Integer.toUnsignedString(wanted)));
            e.put("CHOROS_NODE_ID", Integer.toUnsignedString(wanted));
            killed = false;
            ring = ringSeq;
            job = jobs.run(this, new JobSpec.Command(model.policy().fence(), Collections.unmodifiableSortedMap(e), "",
                    "", "", JobSpec.Care.NONE));
            deadlineNs = nowNs + model.policy().fenceTimeoutNs();
        }
    }

    /** @return the node that has been fenced, once; null for none */
    public Done takeDone() {
        Done is = done;
        done = null;
        return is;
    }

    /** @return why the last run has failed, once; empty for nothing */
    public String takeFailure() {
        String is = failure;
        failure = "";
        return is;
    }

    @Override
    public void started(long which, long nowNs) {
        // its time runs from when it was asked for
    }

    @Override
    public void ended(long which, Outcome outcome, long nowNs) {
        if (which != job) {
            return;
        }
        jobs.kill(job, true);
        if (outcome.good() && !killed) {
            done = new Done(node, ring);
        } else {
            failure = killed ? "it took too long" : outcome.text();
        }
    }

    @Override
    public void gone(long which, long nowNs) {
        if (which == job) {
            job = Jobs.NONE;
            deadlineNs = nowNs + RETRY_NS;
        }
    }

    /** @return when {@link #onDeadline} wants to be called */
    public long deadlineNs() {
        return deadlineNs;
    }

    /**
     * Time has come: it has taken too long, or may be run again.
     *
     * @param nowNs the time
     */
    public void onDeadline(long nowNs) {
        if (deadlineNs > nowNs) {
            return;
        }
        deadlineNs = ServiceEngine.NO_DEADLINE;
        if (job != Jobs.NONE) {
            killed = true;
            jobs.kill(job, true);
        } else {
            node = 0;
        }
    }
}
