package org.choros.itests.embedded.isolation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Map;

import org.choros.spi.engine.EngineContext;
import org.choros.spi.engine.EngineDescription;
import org.choros.spi.engine.OnRingThread;
import org.choros.spi.engine.ServiceEngine;
import org.choros.spi.engine.ServiceEngineFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A node that ends in order lets its engines hand over what they have, but not for ever. */
@Timeout(120)
class LeavingTest {
    private static final int TALK = 20;

    @TempDir
    private Path folder;

    /** Says a last word and waits until it is ordered. */
    private static class Parting implements ServiceEngineFactory {
        private final boolean ends;
        private volatile boolean said;
        private volatile boolean ordered;
        private volatile boolean stopped;
        private volatile boolean stoppedTooEarly;

        Parting(boolean ends) {
            this.ends = ends;
        }

        @Override
        public EngineDescription description() {
            return new EngineDescription(Bad.ID, "parting", "parting engine", null, 2, true, false);
        }

        @Override
        public ServiceEngine create(EngineContext context) {
            return new ServiceEngine() {
                @Override
                public void start(long nowNs) {
                    // it has nothing to begin with
                }

                @Override
                public boolean leaving(long nowNs) {
                    if (!said) {
                        said = context.multicast(ByteBuffer.allocate(24).order(ByteOrder.LITTLE_ENDIAN)
                                .putInt(0, Bad.ID << 16).putInt(8, 24).putInt(16, 7));
                    }
                    return ends && ordered;
                }

                @Override
                public void stop(long nowNs) {
                    stoppedTooEarly = !ordered;
                    stopped = true;
                }

                @Override
                public void onMessage(int function, int sender, ByteBuffer message, long nowNs) {
                    ordered |= sender == context.localNodeId();
                }
            };
        }
    }

    @OnRingThread
    private static final class PartingOnRing extends Parting {
        PartingOnRing() {
            super(true);
        }
    }

    private void leave(Parting parting, boolean inTime) throws Exception {
        try (Cluster cluster = new Cluster(folder, inTime ? "" : "leave_limit_ms: 1000")) {
            Good good = new Good(Bad.ID);
            cluster.plugins[1].add(good, Map.of());
            cluster.plugins[3].add(parting, Map.of());
            cluster.await("the engine", () -> cluster.said(0, 3, "Service engine loaded: parting engine"));
            cluster.await("another one", () -> good.synchronised() > 0);
            cluster.awaitTalk("before", TALK);
            cluster.services[3].close();
            cluster.nodes[3].close();
            assertTrue(parting.stopped);
            assertEquals(false, parting.stoppedTooEarly);
            cluster.await("the last word", () -> good.heard().contains("3:7"));
            assertEquals(!inTime, cluster.said(0, 3, "Services have not handed over what they have"));
            cluster.await("the others' ring", () -> cluster.nodes[1].view().members().size() == 2);
        }
    }

    @Test
    void anEngineSaysItsLastWord() throws Exception {
        leave(new Parting(true), true);
    }

    @Test
    void anEngineOnTheRingThreadSaysItsLastWord() throws Exception {
        leave(new PartingOnRing(), true);
    }

    @Test
    void whoNeverEndsDoesNotKeepTheNode() throws Exception {
        leave(new Parting(false), false);
    }
}
