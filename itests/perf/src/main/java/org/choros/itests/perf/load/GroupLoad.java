package org.choros.itests.perf.load;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;

import org.choros.base.ChorosException;
import org.choros.base.CsError;
import org.choros.cpg.Cpg;
import org.choros.cpg.CpgGroup;
import org.choros.cpg.CpgListener;
import org.choros.cpg.CpgMessage;
import org.choros.cpg.CpgView;

/** The benchmark over process groups, however the node is reached. */
final class GroupLoad {
    private static final int CONNECTS = 3600;
    private static final long PAUSE_NS = 50_000_000L;

    private GroupLoad() {
    }

    /** A call to a node. */
    interface Call<T> {
        T now() throws ChorosException;
    }

    /**
     * Takes part until standard input ends.
     *
     * @param connect opens a client, whose listeners are called on threads of its own
     * @param hosts how many take part
     * @param group the group's name
     * @throws IOException standard input cannot be read
     * @throws ChorosException the node is gone
     * @throws InterruptedException never
     */
    static void run(Call<? extends Cpg> connect, int hosts, String group)
            throws IOException, ChorosException, InterruptedException {
        try (Cpg cpg = retrying(connect, CsError.TRY_AGAIN, CsError.LIBRARY)) {
            Load load = new Load(hosts, cpg.localNodeId());
            System.out.println("member " + load.self());
            CountDownLatch together = new CountDownLatch(1);
            Listener listener = new Listener(load, together);
            CpgGroup joined = retrying(() -> cpg.join(group, listener), CsError.TRY_AGAIN, CsError.TRY_AGAIN);
            together.await();
            System.out.println("together");
            Commands.obey(new Sender(load, m -> send(joined, m), System.out));
        }
    }

    /** While the node starts nothing listens, then it synchronises. */
    private static <T> T retrying(Call<T> call, CsError one, CsError other) throws ChorosException {
        for (int i = 0;; i++) {
            try {
                return call.now();
            } catch (ChorosException e) {
                if (i == CONNECTS || e.error() != one && e.error() != other) {
                    throw e;
                }
            }
            LockSupport.parkNanos(PAUSE_NS);
        }
    }

    private static boolean send(CpgGroup group, byte[] message) {
        try {
            group.mcast(message);
            return true;
        } catch (ChorosException e) {
            if (e.error() == CsError.TRY_AGAIN) {
                return false;
            }
            throw new IllegalStateException(e);
        }
    }

    /** Hands on what is delivered. */
    private record Listener(Load load, CountDownLatch together) implements CpgListener {
        @Override
        public void delivered(CpgMessage message) {
            load.delivered(message.sender().nodeId(), message.bytes(), 0, message.bytes().length);
        }

        @Override
        public void changed(CpgView view) {
            if (!view.left().isEmpty()) {
                load.fail("members have left during the benchmark: " + view.left());
            } else if (view.members().size() == load.hosts()) {
                together.countDown();
            }
        }

        @Override
        public void lost() {
            load.fail("the node has ended our membership");
        }
    }
}
