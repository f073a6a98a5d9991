package org.choros.itests.fuzz;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import org.choros.wire.ipc.BareReply;
import org.choros.wire.ipc.CfgReply;
import org.choros.wire.ipc.CmapReply;
import org.choros.wire.ipc.CpgReply;
import org.choros.wire.ipc.IpcMessage;
import org.choros.wire.ipc.QuorumReply;
import org.choros.wire.ipc.VoteQuorumReply;

/** Replies and events of a server as clients read them. */
final class ReplyTarget extends CodecTarget<IpcMessage> {
    private static final Map<String, Integer> BY_NAME = Map.ofEntries(Map.entry("cmap get", 1),
            Map.entry("cmap iter_next", 3), Map.entry("cmap notify_callback", 6),
            Map.entry("cfg ring_status_get", 7), Map.entry("cfg get_node_addrs", 8),
            Map.entry("cfg node_status_get", 10), Map.entry("quorum v0_notification", 15),
            Map.entry("quorum v1_quorum_notification", 16), Map.entry("quorum v1_nodelist_notification", 17),
            Map.entry("votequorum getinfo", 18), Map.entry("votequorum quorum_notification", 19),
            Map.entry("votequorum nodelist_notification", 21), Map.entry("cpg membership_get", 22),
            Map.entry("cpg iteration_next", 25), Map.entry("cpg confchg_callback", 26),
            Map.entry("cpg deliver_callback", 27), Map.entry("cpg partial_deliver_callback", 28),
            Map.entry("cpg totem_confchg_callback", 29));
    private static final int SEED_MAX = 4000;

    ReplyTarget() {
        super("replies", List.of(BareReply::decode, CmapReply.Get::decode, CmapReply.IterInit::decode,
                CmapReply.IterNext::decode, CmapReply.TrackAdd::decode, CmapReply.TrackDelete::decode,
                CmapReply.Notify::decode, CfgReply.RingStatus::decode, CfgReply.NodeAddrs::decode,
                CfgReply.LocalGet::decode, CfgReply.NodeStatus::decode, CfgReply.TestShutdown::decode,
                QuorumReply.Quorate::decode, QuorumReply.Type::decode, QuorumReply.ModelType::decode,
                QuorumReply.V0Notification::decode, QuorumReply.V1Quorum::decode, QuorumReply.V1NodeList::decode,
                VoteQuorumReply.Info::decode, VoteQuorumReply.QuorumNotification::decode,
                VoteQuorumReply.ExpectedVotesNotification::decode, VoteQuorumReply.NodeListNotification::decode,
                CpgReply.Membership::decode, CpgReply.LocalGet::decode, CpgReply.IterationInitialize::decode,
                CpgReply.IterationNext::decode, CpgReply.Confchg::decode, CpgReply.Deliver::decode,
                CpgReply.PartialDeliver::decode, CpgReply.TotemConfchg::decode));
    }

    @Override
    ByteBuffer encode(IpcMessage message) {
        return message.encode();
    }

    @Override
    public List<byte[]> seeds() {
        List<byte[]> all = new ArrayList<>();
        for (JsonNode v : Vectors.lines("ipc", Vectors.IPC, v -> !v.path("direction").asText().equals("request"))) {
            int which = BY_NAME.getOrDefault(v.path("service").asText() + " " + v.path("name").asText(), 0);
            byte[] bytes = Vectors.bytes(v, "hex");
            if (bytes.length < SEED_MAX) {
                all.add(Vectors.prefixed(which, bytes));
            }
        }
        return all;
    }
}
