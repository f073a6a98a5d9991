package org.choros.tools;

import java.util.List;

import org.choros.base.RingId;
import org.choros.quorum.VoteInfo;
import org.choros.tools.QuorumReport.Member;

/** What corosync-quorumtool says with {@code --json}. */
final class QuorumJson {
    private final QuorumReport report;
    private final boolean allNames;
    private final JsonWriter json = new JsonWriter();

    /**
     * @param report sorts the members
     * @param allNames whether each has all its names
     */
    QuorumJson(QuorumReport report, boolean allNames) {
        this.report = report;
        this.allNames = allNames;
        json.beginObject();
    }

    /**
     * Quorum and votes.
     *
     * @param timeS seconds since 1970
     * @param provider the quorum provider
     * @param nodes the number of members
     * @param localNodeId our node id
     * @param ringId the ring
     * @param quorate whether we are quorate
     * @param own our votes
     * @param explanation why we are quorate or not
     */
    QuorumJson status(long timeS, String provider, int nodes, long localNodeId, RingId ringId, boolean quorate,
            VoteInfo own, String explanation) {
        json.field("time", timeS).field("quorum_provider", provider).field("nodes", nodes)
                .field("local_node_id", localNodeId).name("ring_id").beginObject()
                .field("node_id", Integer.toUnsignedLong(ringId.nodeId())).name("seq").unsigned(ringId.seq())
                .endObject().field("quorate", quorate).field("explanation", explanation);
        json.name("votequorum").beginObject();
        count("expected_votes", own.expectedVotes());
        count("highest_expected", own.highestExpected());
        count("total_votes", own.totalVotes());
        count("quorum", own.quorum());
        json.field("activity_blocked", !own.has(VoteInfo.QUORATE)).name("flags").beginArray();
        for (String flag : QuorumReport.flagNames(own)) {
            json.value(flag);
        }
        json.endArray().endObject();
        return this;
    }

    private void count(String name, int value) {
        json.field(name, Integer.toUnsignedLong(value));
    }

    /**
     * The members and the quorum device that is registered here.
     *
     * @param members the members as the node told them
     * @return the whole line
     */
    String members(List<Member> members) {
        VoteInfo own = null;
        json.name("members").beginArray();
        for (Member member : report.sorted(members)) {
            json.beginObject().field("node_id", member.nodeId());
            names(member.names());
            json.field("local", member.local());
            VoteInfo info = member.info();
            if (info != null) {
                count("votes", info.votes());
                json.name("qdevice");
                device(info, null);
            }
            json.endObject();
            own = member.local() ? info : own;
        }
        json.endArray().name("qdevice");
        if (own != null && own.has(VoteInfo.DEVICE_REGISTERED)) {
            device(own, own.deviceName());
        } else {
            json.value((String) null);
        }
        return json.endObject().toString();
    }

    private void names(List<String> names) {
        json.field("name", names.isEmpty() || names.get(0).isEmpty() ? null : names.get(0));
        if (allNames) {
            json.name("names").beginArray();
            for (String name : names) {
                json.value(name);
            }
            json.endArray();
        }
    }

    /** What the quorum device is to a node, null where it is not registered; with a name, itself. */
    private void device(VoteInfo info, String name) {
        if (!info.has(VoteInfo.DEVICE_REGISTERED)) {
            json.value((String) null);
            return;
        }
        json.beginObject();
        if (name != null) {
            json.field("name", name);
            count("votes", info.deviceVotes());
        }
        json.field("alive", info.has(VoteInfo.DEVICE_ALIVE)).field("casts_vote", info.has(VoteInfo.DEVICE_CAST_VOTE))
                .field("master_wins", info.has(VoteInfo.DEVICE_MASTER_WINS)).endObject();
    }
}
