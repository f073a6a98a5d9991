package org.choros.itests.clients;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import org.choros.base.ChorosException;
import org.choros.base.RingId;
import org.choros.base.Tracking;
import org.choros.client.QuorumClient;
import org.choros.client.QuorumModel;
import org.choros.client.TrackKind;
import org.choros.client.VoteQuorumClient;
import org.choros.quorum.NodeState;
import org.choros.quorum.QuorumListener;
import org.choros.quorum.VoteQuorumListener;

/** All of quorum and votequorum. */
final class QuorumWalk implements QuorumListener, VoteQuorumListener {
    private static final String DEVICE = "walk";

    private final JavaWalk walk;
    private final List<String> heard = new ArrayList<>();
    private RingId ring;

    QuorumWalk(JavaWalk walk) {
        this.walk = walk;
    }

    @Override
    public void quorum(boolean quorate, RingId ringId, int[] members) {
        heard.add("quorum " + quorate + " by " + ringId.nodeId() + " of " + Arrays.toString(members));
    }

    @Override
    public void nodes(RingId ringId, int[] members, int[] joined, int[] left) {
        heard.add("nodes of " + ringId.nodeId() + ": " + Arrays.toString(members) + " joined " + joined.length
                + " left " + left.length);
    }

    @Override
    public void quorum(boolean quorate, Map<Integer, NodeState> nodes) {
        heard.add("votes " + quorate + " " + new TreeMap<>(nodes));
    }

    @Override
    public void nodes(RingId ringId, int[] members) {
        ring = ringId;
        heard.add("voters of " + ringId.nodeId() + ": " + Arrays.toString(members));
    }

    @Override
    public void expectedVotes(int expectedVotes) {
        heard.add("expected " + expectedVotes);
    }

    void walk() throws ChorosException {
        for (QuorumModel model : QuorumModel.values()) {
            try (QuorumClient quorum = walk.node().quorum(model)) {
                JavaWalk.call(model + " model", quorum::model);
                JavaWalk.call(model + " provider", quorum::hasProvider);
                JavaWalk.call(model + " quorate", quorum::quorate);
                int events = model == QuorumModel.V0 ? 1 : 2;
                Tracking current = quorum.track(this, TrackKind.CURRENT);
                JavaWalk.await(quorum, heard, events);
                current.close();
                Tracking changes = quorum.track(this);
                JavaWalk.await(quorum, heard, events);
                JavaWalk.call("two listeners", () -> quorum.track(this));
                changes.close();
                Tracking only = quorum.track(this, TrackKind.CHANGES_ONLY);
                JavaWalk.call("no present state", () -> quorum.dispatchOne(0));
                only.close();
            }
        }
        try (VoteQuorumClient votes = walk.node().voteQuorum()) {
            votes(votes);
            device(votes);
        }
    }

    private void votes(VoteQuorumClient votes) throws ChorosException {
        for (int node : new int[]{0, 1, 2, 99}) {
            JavaWalk.call("info of " + node, () -> votes.info(node));
        }
        Tracking current = votes.track(this, TrackKind.CURRENT);
        JavaWalk.await(votes, heard, 2);
        current.close();
        Tracking changes = votes.track(this);
        JavaWalk.await(votes, heard, 2);
        JavaWalk.deed("expected 0", () -> votes.setExpected(0));
        JavaWalk.deed("expected 99", () -> votes.setExpected(99));
        JavaWalk.deed("expected 3", () -> votes.setExpected(3));
        JavaWalk.await("three votes are expected", () -> votes.info(2).expectedVotes() == 3);
        JavaWalk.deed("expected 2", () -> votes.setExpected(2));
        JavaWalk.await("two votes are expected", () -> votes.info(2).expectedVotes() == 2);
        JavaWalk.deed("votes of nobody", () -> votes.setVotes(99, 1));
        JavaWalk.deed("votes", () -> votes.setVotes(1, 1));
        changes.close();
        heard.clear();
        Tracking only = votes.track(this, TrackKind.CHANGES_ONLY);
        JavaWalk.call("no present state", () -> votes.dispatchOne(0));
        only.close();
    }

    private void device(VoteQuorumClient votes) throws ChorosException {
        JavaWalk.deed("poll before", () -> votes.pollDevice(DEVICE, true, ring));
        JavaWalk.deed("wins before", () -> votes.deviceMasterWins(DEVICE, true));
        JavaWalk.deed("unregister before", () -> votes.unregisterDevice(DEVICE));
        JavaWalk.deed("rename before", () -> votes.renameDevice(DEVICE, "other"));
        JavaWalk.deed("register", () -> votes.registerDevice(DEVICE));
        JavaWalk.deed("register another", () -> votes.registerDevice("other"));
        JavaWalk.deed("poll", () -> votes.pollDevice(DEVICE, true, ring));
        JavaWalk.deed("poll for the past", () -> votes.pollDevice(DEVICE, true, new RingId(1, 0)));
        JavaWalk.deed("poll by another", () -> votes.pollDevice("other", true, ring));
        JavaWalk.deed("wins", () -> votes.deviceMasterWins(DEVICE, false));
        JavaWalk.deed("rename", () -> votes.renameDevice(DEVICE, "other"));
        JavaWalk.await("it has the name", () -> votes.info(1).deviceName().equals("other"));
        JavaWalk.deed("unregister by the old name", () -> votes.unregisterDevice("never"));
        JavaWalk.deed("unregister", () -> votes.unregisterDevice("other"));
        JavaWalk.deed("unregister by the old name", () -> votes.unregisterDevice(DEVICE));
    }
}
