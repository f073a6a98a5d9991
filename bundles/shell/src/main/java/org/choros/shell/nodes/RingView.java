package org.choros.shell.nodes;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.choros.base.ChorosException;
import org.choros.base.CsError;
import org.choros.base.RingId;
import org.choros.base.Tracking;
import org.choros.quorum.QuorumListener;
import org.choros.quorum.VoteQuorumListener;

/**
 * The ring that a node is in.
 *
 * @param ringId {@code 1.2a}; only its sequence where the node does not say more
 * @param members its members, in its order
 * @param quorate whether the node is quorate
 */
public record RingView(String ringId, List<Long> members, boolean quorate) {

    private static final int TIMEOUT_S = 10;

    /**
     * @param nodes the nodes of this framework
     * @param node the name of one of them
     * @return its ring
     * @throws ChorosException when it cannot be asked; TIMEOUT when it does not say
     */
    public static RingView read(Nodes nodes, String node) throws ChorosException {
        RingView view = nodes.use(node, Service.QUORUM, quorum -> {
            CompletableFuture<RingView> told = new CompletableFuture<>();
            QuorumListener listener = (quorate, ring, members) -> told
                    .complete(new RingView(text(ring), unsigned(members), quorate));
            return heard(quorum.track(listener), told);
        });
        // of dialect 2 only votequorum tells who represents the ring
        if (view.ringId().indexOf('.') >= 0 || !nodes.offers(node, Service.VOTES)) {
            return view;
        }
        String ringId = nodes.use(node, Service.VOTES, votes -> {
            CompletableFuture<String> told = new CompletableFuture<>();
            VoteQuorumListener listener = new VoteQuorumListener() {
                @Override
                public void nodes(RingId ring, int[] members) {
                    told.complete(text(ring));
                }
            };
            return heard(votes.track(listener), told);
        });
        return new RingView(ringId, view.members(), view.quorate());
    }

    private static <T> T heard(Tracking tracking, CompletableFuture<T> told) throws ChorosException {
        try {
            return told.get(TIMEOUT_S, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ChorosException(CsError.INTERRUPT, "waiting for the state of the ring", e);
        } catch (ExecutionException | TimeoutException e) {
            throw new ChorosException(CsError.TIMEOUT, "waiting for the state of the ring", e);
        } finally {
            tracking.close();
        }
    }

    private static String text(RingId ring) {
        return ring.nodeId() == 0 ? Long.toHexString(ring.seq()) : ring.toString();
    }

    private static List<Long> unsigned(int[] ids) {
        List<Long> wide = new ArrayList<>();
        for (int id : ids) {
            wide.add(Integer.toUnsignedLong(id));
        }
        return wide;
    }
}
