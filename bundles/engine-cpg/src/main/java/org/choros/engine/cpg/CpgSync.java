package org.choros.engine.cpg;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

import org.choros.spi.engine.EngineContext;
import org.choros.spi.engine.Membership;
import org.choros.spi.engine.RingIdentity;
import org.choros.spi.log.LogLevel;
import org.choros.wire.exec.CpgDownlist;
import org.choros.wire.exec.CpgJoinList;
import org.choros.wire.exec.CpgProcLeave;
import org.choros.wire.ipc.CpgReply;
import org.choros.wire.ipc.IpcRingId;

/**
 * Makes the tables of nodes that meet one table: everybody tells its own processes, removes those of the nodes that it
 * has lost and takes in those that it did not know, all at the same point of the message stream.
 *
 * <pre>
 * idle --init--&gt; telling (downlist, join lists) --all told--&gt; waiting --activate--&gt; idle
 *                 any --abort or init: forgets the join lists of the round--&gt; telling
 * </pre>
 */
final class CpgSync {
    private static final String CPG = "CPG";
    private static final int DIALECT_2 = 2;
    /** One join list names so many processes at most; it has to fit into the ring's queue. */
    private static final int ENTRIES = 1024;

    private final EngineContext context;
    private final ProcessTable table;
    private final CpgViews views;
    // of the last synchronisation that was complete
    private int[] previous = {};
    // of those, who has come along in every configuration since
    private Set<Integer> survivors;
    private int[] members = {};
    private RingIdentity ring = RingIdentity.NONE;
    private boolean running;
    private boolean downlistSent;
    private List<CpgJoinList.Entry> untold;
    // the newest first
    private final Deque<Process> told = new ArrayDeque<>();

    CpgSync(EngineContext context, ProcessTable table, CpgViews views) {
        this.context = context;
        this.table = table;
        this.views = views;
    }

    /** Between the beginning of a synchronisation and the activation. */
    boolean isRunning() {
        return running;
    }

    void init(Membership change) {
        // Drop join lists of an aborted round: their sender may be gone, and a replay would announce a ghost for ever.
        told.clear();
        if (survivors == null) {
            survivors = asSet(previous);
        }
        // A node that was lost in an aborted round and is back is another one: it was not told what we were.
        survivors.retainAll(asSet(change.transitional()));
        members = change.members().clone();
        ring = change.ring();
        running = true;
        downlistSent = false;
        untold = null;
    }

    private static Set<Integer> asSet(int[] ids) {
        Set<Integer> set = new LinkedHashSet<>();
        for (int id : ids) {
            set.add(id);
        }
        return set;
    }

    /** Those of the last synchronisation that did not come along all the way, in its order. */
    private List<Integer> lost() {
        List<Integer> lost = new ArrayList<>();
        for (int id : previous) {
            if (id != context.localNodeId() && !survivors.contains(id)) {
                lost.add(id);
            }
        }
        return lost;
    }

    /** Tells what there is to tell; whether all of it has been taken. */
    boolean process() {
        if (!downlistSent) {
            int[] left = lost().stream().mapToInt(Integer::intValue).limit(CpgDownlist.NODES_MAX).toArray();
            downlistSent = context.multicast(new CpgDownlist(previous.length, left).encode());
            if (!downlistSent) {
                return false;
            }
            untold = ownEntries();
        }
        while (!untold.isEmpty()) {
            List<CpgJoinList.Entry> part = untold.subList(0, Math.min(ENTRIES, untold.size()));
            if (!context.multicast(new CpgJoinList(part).encode())) {
                return false;
            }
            untold = untold.subList(part.size(), untold.size());
        }
        return true;
    }

    private List<CpgJoinList.Entry> ownEntries() {
        List<CpgJoinList.Entry> own = new ArrayList<>();
        for (Process p : table.processes()) {
            if (p.nodeId() == context.localNodeId()) {
                own.add(new CpgJoinList.Entry(p.group().latin1(), p.pid()));
            }
        }
        return own;
    }

    /** A member tells its processes. */
    void onJoinList(int sender, CpgJoinList list) {
        if (!running || sender == context.localNodeId() || !isMember(sender)) {
            return;
        }
        for (CpgJoinList.Entry e : list.entries()) {
            if (told.size() < ProcessTable.MAX) {
                told.addFirst(new Process(sender, e.pid(), new GroupName(e.group())));
            }
        }
    }

    private boolean isMember(int nodeId) {
        for (int m : members) {
            if (m == nodeId) {
                return true;
            }
        }
        return false;
    }

    /** A process has joined in the middle of a synchronisation: the list of its node may not have it. */
    void joinedMeanwhile(Process process) {
        if (running && process.nodeId() != context.localNodeId() && !told.contains(process)) {
            told.addFirst(process);
        }
    }

    /** A process has left in the middle of a synchronisation: the list of its node may still have it. */
    void leftMeanwhile(Process process) {
        told.remove(process);
    }

    /** Everybody has told everything. */
    void activate() {
        // of a synchronisation that began before we were there
        if (!running) {
            return;
        }
        List<Integer> lost = lost();
        context.log(LogLevel.DEBUG, CPG, "my downlist: members(old:" + previous.length + " left:" + lost.size() + ")");
        running = false;
        previous = members;
        survivors = null;
        removeLost(new HashSet<>(lost));
        takeIn();
        removeUntold();
        told.clear();
        views.ring(new IpcRingId(ring.nodeId(), ring.seq()), members);
    }

    private void removeLost(Set<Integer> lost) {
        SortedMap<GroupName, List<Process>> gone = new TreeMap<>();
        for (Process p : table.processes()) {
            if (lost.contains(p.nodeId())) {
                gone.computeIfAbsent(p.group(), g -> new ArrayList<>()).add(p);
            }
        }
        gone.forEach((name, left) -> views.leave(table.group(name), left, CpgReply.REASON_NODE_DOWN));
    }

    private void takeIn() {
        SortedMap<GroupName, List<Process>> arrived = new TreeMap<>();
        Set<Process> seen = new HashSet<>();
        int room = ProcessTable.MAX - table.processes().size();
        for (Process p : told) {
            if (seen.size() < room && !table.contains(p.nodeId(), p.pid(), p.group()) && seen.add(p)) {
                if (context.dialect() == DIALECT_2) {
                    views.join(p.group(), List.of(p), CpgReply.REASON_NODE_UP);
                } else {
                    arrived.computeIfAbsent(p.group(), g -> new ArrayList<>()).add(p);
                }
            }
        }
        arrived.forEach((name, joined) -> views.join(name, joined, CpgReply.REASON_NODE_UP));
    }

    /** Those that no node has told of ended while their node was away from us. */
    private void removeUntold() {
        Set<Process> alive = new HashSet<>(told);
        for (Process p : List.copyOf(table.processes())) {
            if (p.nodeId() != context.localNodeId() && !alive.contains(p)) {
                views.leave(table.group(p.group()), List.of(p), CpgProcLeave.PROCESS_DOWN);
            }
        }
    }

    /** The round is over without an end. */
    void abort() {
        told.clear();
    }
}
