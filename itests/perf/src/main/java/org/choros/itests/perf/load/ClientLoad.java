package org.choros.itests.perf.load;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;

import org.choros.base.ChorosException;
import org.choros.base.CsError;
import org.choros.client.ChorosClient;
import org.choros.client.ClientOptions;
import org.choros.client.CpgClient;
import org.choros.cpg.CpgGroup;
import org.choros.cpg.CpgListener;
import org.choros.cpg.CpgMessage;
import org.choros.cpg.CpgView;

/** The benchmark over the client bundle: {@code ClientLoad HOSTS GROUP}. */
public final class ClientLoad {
    private static final int CONNECTS = 3600;
    private static final long PAUSE_NS = 50_000_000L;

    private ClientLoad() {
    }

    /**
     * @param args how many hosts take part, and the group
     * @throws IOException standard input cannot be read
     * @throws ChorosException the node is gone
     * @throws InterruptedException never
     */
    public static void main(String[] args) throws IOException, ChorosException, InterruptedException {
        int hosts = Integer.parseInt(args[0]);
        try (CpgClient cpg = connect()) {
            Load load = new Load(hosts, cpg.localNodeId());
            System.out.println("member " + load.self());
            CountDownLatch together = new CountDownLatch(1);
            CpgGroup group = join(cpg, args[1], new Listener(load, together));
            together.await();
            System.out.println("together");
            Commands.obey(new Sender(load, m -> send(group, m), System.out));
        }
    }

    private static CpgClient connect() throws ChorosException {
        ChorosClient client = new ChorosClient(ClientOptions.fromEnvironment().withDispatchThreads(true));
        return retrying(client::cpg, CsError.TRY_AGAIN, CsError.LIBRARY);
    }

    private static CpgGroup join(CpgClient cpg, String group, CpgListener listener) throws ChorosException {
        return retrying(() -> cpg.join(group, listener), CsError.TRY_AGAIN, CsError.TRY_AGAIN);
    }

    /** A call to a node. */
    private interface Call<T> {
        T now() throws ChorosException;
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
    }
}
