package org.choros.engine.amf;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;

import org.choros.engine.amf.supervise.Actuator;
import org.choros.engine.amf.supervise.JobSpec;
import org.choros.engine.amf.supervise.Outcome;
import org.choros.spi.log.LogLevel;

/**
 * Processes of a node, as they may be: slow, failing, crashing, ignoring SIGTERM. What is true is known at once; the
 * node is told when it looks. A process ends with the node's.
 */
final class ModelHost implements Actuator {
    /** How often things go wrong, of a hundred. */
    int badStarts;
    int crashes;
    int deaf;
    /** Fencing commands that fail, of a hundred. */
    int badFences;
    int fences;
    String reset = "";
    /** Whether something runs of before. */
    boolean left;
    /** What bundles of the node declare. */
    SortedMap<String, SortedMap<String, String>> declared = new TreeMap<>();

    private enum What {
        STARTED, CRASHED, ENDED, GONE
    }

    private record Event(long atNs, long number, What what, long job, Outcome outcome) {
    }

    private final AmfNode node;
    private final Random r;
    private final SortedMap<Long, JobSpec.Command> living = new TreeMap<>();
    private final Map<Long, Boolean> ended = new HashMap<>();
    private final PriorityQueue<Event> due = new PriorityQueue<>(
            Comparator.comparingLong(Event::atNs).thenComparingLong(Event::number));
    private final Deque<Event> untold = new ArrayDeque<>();
    private long numbers;
    boolean closed;

    ModelHost(AmfNode node) {
        this.node = node;
        r = node.net.r;
    }

    /** Live processes for a workload. */
    int running(String workload) {
        return (int) living.values().stream().filter(c -> workload.equals(c.environment().get("CHOROS_WORKLOAD")))
                .count();
    }

    int running() {
        return living.size();
    }

    /** A process crashes. */
    void crash(String workload) {
        living.forEach((job, c) -> {
            if (workload.equals(c.environment().get("CHOROS_WORKLOAD"))) {
                end(job, 0, Outcome.signal(11));
            }
        });
    }

    private boolean happens(int ofHundred) {
        return r.nextInt(100) < ofHundred;
    }

    private void at(long ms, What what, long job, Outcome outcome) {
        due.add(new Event(node.net.nowNs + ms * AmfNet.MS, numbers++, what, job, outcome));
    }

    private void end(long job, long ms, Outcome outcome) {
        if (ended.put(job, true) == null) {
            at(ms, What.ENDED, job, outcome);
            at(ms, What.GONE, job, outcome);
        }
    }

    @Override
    public void run(long job, JobSpec spec) {
        JobSpec.Command c = (JobSpec.Command) spec;
        if (closed) {
            return;
        }
        if (c.environment().containsKey("CHOROS_NODE")) {
            fences++;
            boolean good = !happens(badFences);
            node.net.fence(Integer.parseInt(c.environment().get("CHOROS_NODE_ID")), good);
            end(job, 30, good ? Outcome.OK : Outcome.exit(1));
            return;
        }
        living.put(job, c);
        node.log(LogLevel.DEBUG, "", "job " + job + " runs for " + c.environment().get("CHOROS_WORKLOAD"));
        node.net.watcher.run();
        if (happens(badStarts)) {
            end(job, r.nextInt(30), Outcome.exit(1));
        } else {
            at(r.nextInt(20), What.STARTED, job, Outcome.OK);
            if (happens(crashes)) {
                at(20 + r.nextInt(2_000), What.CRASHED, job, Outcome.signal(11));
            }
        }
    }

    @Override
    public void kill(long job, boolean force) {
        if (living.containsKey(job) && (force || !happens(deaf))) {
            end(job, r.nextInt(40), Outcome.signal(force ? 9 : 15));
        }
    }

    @Override
    public boolean isClear() {
        return !left;
    }

    @Override
    public SortedMap<String, SortedMap<String, String>> declared() {
        return declared;
    }

    /** Bundles of the node declare these groups from now on, and the node is told. */
    void declare(SortedMap<String, SortedMap<String, String>> groups) {
        declared = groups;
        node.engine.look(node.net.nowNs);
    }

    @Override
    public void reset(String why) {
        reset = why;
    }

    @Override
    public void close() {
        closed = true;
        living.clear();
        due.clear();
        untold.clear();
    }

    /** What happens until now, whether the node looks or not. */
    void live(long nowNs) {
        while (!due.isEmpty() && due.peek().atNs() <= nowNs) {
            Event e = due.remove();
            if (e.what() == What.CRASHED) {
                end(e.job(), 0, e.outcome());
                continue;
            }
            if (e.what() == What.GONE) {
                living.remove(e.job());
                node.log(LogLevel.DEBUG, "", "job " + e.job() + " is gone");
                node.net.watcher.run();
            }
            untold.add(e);
        }
    }

    /** The node is told. */
    void tell(long nowNs) {
        while (!untold.isEmpty()) {
            Event e = untold.remove();
            switch (e.what()) {
                case STARTED -> node.engine.executor().onStarted(e.job(), nowNs);
                case ENDED -> node.engine.executor().onEnded(e.job(), e.outcome(), nowNs);
                default -> node.engine.executor().onGone(e.job(), nowNs);
            }
            node.engine.look(nowNs);
        }
    }
}
