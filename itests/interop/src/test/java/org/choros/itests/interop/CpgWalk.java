package org.choros.itests.interop;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

import org.choros.base.ChorosException;
import org.choros.base.CsError;
import org.choros.base.RingId;
import org.choros.client.ChorosClient;
import org.choros.client.ClientOptions;
import org.choros.client.CpgClient;
import org.choros.cpg.CpgGroup;
import org.choros.cpg.CpgListener;
import org.choros.cpg.CpgMember;
import org.choros.cpg.CpgMessage;
import org.choros.cpg.CpgReason;
import org.choros.cpg.CpgView;

/**
 * A program for hosts of the lab: walks through the Java API of process groups with its like on the other hosts, and
 * says {@code ok} when all was as it must be.
 */
public final class CpgWalk {
    private static final int[] SIZES = {0, 1, 1000, 100_000, 2_500_000};
    private static final String GROUP = "walk\0";
    private static final long LIMIT_NS = TimeUnit.SECONDS.toNanos(90);
    private static final int SLICE_MS = 20;
    private static final long RETRY_NS = TimeUnit.MILLISECONDS.toNanos(50);

    private final CpgClient cpg;
    private final int nodes;
    private final List<CpgMessage> messages = new ArrayList<>();
    private final List<RingId> rings = new ArrayList<>();
    private CpgView view;
    private boolean left;

    private CpgWalk(CpgClient cpg, int nodes) {
        this.cpg = cpg;
        this.nodes = nodes;
    }

    /**
     * @param args how many nodes take part
     * @throws ChorosException when a call fails
     */
    public static void main(String[] args) throws ChorosException {
        ClientOptions options = ClientOptions.fromEnvironment().withTimeoutMs(60_000);
        try (CpgClient cpg = new ChorosClient(options).cpg()) {
            new CpgWalk(cpg, Integer.parseInt(args[0])).walk();
        }
        System.out.println("ok");
    }

    private void walk() throws ChorosException {
        CpgGroup group = cpg.join(GROUP, new Recorder());
        CpgMember self = group.self();
        await("all are in", () -> view != null && view.members().size() == nodes);
        await("the ring is told", () -> !rings.isEmpty());
        check(view.members().contains(self), "we are in " + view);
        check(cpg.members(GROUP).size() == nodes, "members " + cpg.members(GROUP));
        check(cpg.groups().contains(GROUP), "groups " + cpg.groups());
        check(cpg.processes().stream().anyMatch(p -> p.member().equals(self) && p.group().equals(GROUP)),
                "processes " + cpg.processes());
        for (int size : SIZES) {
            send(group, false, size);
            send(group, true, size);
        }
        await("all messages of all", () -> messages.size() >= 2 * SIZES.length * nodes);
        for (CpgMember member : cpg.members(GROUP)) {
            List<CpgMessage> theirs = messages.stream().filter(m -> m.sender().equals(member)).toList();
            check(theirs.size() >= 2 * SIZES.length, "messages of " + member);
            for (int i = 0; i < 2 * SIZES.length; i++) {
                byte[] expected = bytes(member, SIZES[i / 2]);
                check(Arrays.equals(expected, theirs.get(i).bytes()), "message " + i + " of " + member);
            }
        }
        sayDone(group);
        retry(() -> {
            group.leave();
            return true;
        });
        await("we are out", () -> left);
    }

    /** Nobody goes before everybody has everything. */
    private void sayDone(CpgGroup group) throws ChorosException {
        send(group, false, 7);
        await("all are done", () -> messages.size() == (2 * SIZES.length + 1) * nodes);
    }

    private void send(CpgGroup group, boolean confirmed, int size) throws ChorosException {
        byte[] message = bytes(group.self(), size);
        retry(() -> {
            if (confirmed) {
                group.mcastConfirmed(message);
            } else {
                group.mcast(message);
            }
            return true;
        });
    }

    private static byte[] bytes(CpgMember member, int size) {
        byte[] bytes = new byte[size];
        Arrays.fill(bytes, (byte) (member.nodeId() + size));
        return bytes;
    }

    private interface Call {
        boolean run() throws ChorosException;
    }

    private void retry(Call call) throws ChorosException {
        long endNs = System.nanoTime() + LIMIT_NS;
        boolean done = false;
        while (!done) {
            try {
                done = call.run();
            } catch (ChorosException e) {
                boolean later = e.error() == CsError.TRY_AGAIN || e.error() == CsError.INTERRUPT;
                if (!later || System.nanoTime() - endNs > 0) {
                    throw e;
                }
                cpg.dispatch(SLICE_MS);
                LockSupport.parkNanos(RETRY_NS);
            }
        }
    }

    private void await(String what, BooleanSupplier state) throws ChorosException {
        long endNs = System.nanoTime() + LIMIT_NS;
        while (!state.getAsBoolean()) {
            check(System.nanoTime() - endNs < 0, "not in time: " + what + "; " + messages.size() + " messages, "
                    + view);
            cpg.dispatch(SLICE_MS);
        }
    }

    private static void check(boolean holds, String what) {
        if (!holds) {
            throw new IllegalStateException(what);
        }
    }

    private final class Recorder implements CpgListener {
        @Override
        public void delivered(CpgMessage message) {
            messages.add(message);
        }

        @Override
        public void changed(CpgView changed) {
            view = changed;
            left |= changed.left().stream().anyMatch(
                    c -> c.member().pid() == (int) ProcessHandle.current().pid() && c.reason() == CpgReason.LEAVE);
        }

        @Override
        public void ring(RingId ringId, int[] members) {
            rings.add(ringId);
        }
    }
}
