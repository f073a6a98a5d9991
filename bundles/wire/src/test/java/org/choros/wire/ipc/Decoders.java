package org.choros.wire.ipc;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;

import com.fasterxml.jackson.databind.JsonNode;

/** Knows for each recorded message its decoder, and for each decoded field the record component that must have it. */
final class Decoders {
    /** Redundant in the records: lengths that the vectors list beside the text itself. */
    private static final Set<String> SKIPPED = Set.of("size", "key_name_len", "prefix_len", "reason_len",
            "group_name_len", "description.group_len", "_note", "_full_length", "new_value_type_name");

    private static final Map<String, String> PATHS = Map.ofEntries(Map.entry("key_name", "key"),
            Map.entry("iter_handle", "handle"), Map.entry("track_handle", "handle"),
            Map.entry("track_inst_handle", "cookie"), Map.entry("track_type", "trackType"),
            Map.entry("request set value_len", "value.length"), Map.entry("request get value_len", "room"),
            Map.entry("value_len", "length"), Map.entry("new_value_type", "newType"),
            Map.entry("old_value_type", "oldType"), Map.entry("new_value_len", "newValue.length"),
            Map.entry("old_value_len", "oldValue.length"), Map.entry("new_value", "newValue"),
            Map.entry("old_value", "oldValue"), Map.entry("nodeid", "nodeId"), Map.entry("track_flags", "flags"),
            Map.entry("response", "yes"), Map.entry("num_addrs", "addresses.length"),
            Map.entry("addrs", "addresses"), Map.entry("local_nodeid", "nodeId"),
            Map.entry("node_status.nodeid", "nodeId"), Map.entry("node_status.reachable", "reachable"),
            Map.entry("node_status.remote", "remote"), Map.entry("node_status.external", "external"),
            Map.entry("node_status.onwire_min", "onwireMin"), Map.entry("node_status.onwire_max", "onwireMax"),
            Map.entry("node_status.onwire_ver", "onwireVersion"), Map.entry("interface_count", "interfaces.length"),
            Map.entry("quorum_type", "provider"), Map.entry("ring_seq", "ringSeq"),
            Map.entry("view_list_entries", "view.length"), Map.entry("view_list", "view"),
            Map.entry("ring_id.nodeid", "ringId.nodeId"), Map.entry("ring_id.seq", "ringId.seq"),
            Map.entry("member_list_entries", "members.length"), Map.entry("joined_list_entries", "joined.length"),
            Map.entry("left_list_entries", "left.length"), Map.entry("member_list", "members"),
            Map.entry("joined_list", "joined"), Map.entry("left_list", "left"),
            Map.entry("expected_votes", "expectedVotes"), Map.entry("highest_expected", "highestExpected"),
            Map.entry("total_votes", "totalVotes"), Map.entry("qdevice_votes", "deviceVotes"),
            Map.entry("qdevice_name", "deviceName"), Map.entry("node_list_entries", "nodes.length"),
            Map.entry("node_list", "nodes"), Map.entry("oldname", "oldName"), Map.entry("newname", "newName"),
            Map.entry("cast_vote", "castVote"), Map.entry("member_count", "members.length"),
            Map.entry("group_name", "group"), Map.entry("description.group", "group"),
            Map.entry("description.nodeid", "nodeId"), Map.entry("description.pid", "pid"),
            Map.entry("iteration_handle", "handle"), Map.entry("iteration_type", "type"),
            Map.entry("map_size", "mapSize"), Map.entry("path_to_file", "path"),
            Map.entry("server_address", "token"), Map.entry("msglen", "length"),
            Map.entry("request mcast msglen", "message.length"),
            Map.entry("event deliver_callback msglen", "message.length"),
            Map.entry("fraglen", "fragment.length"), Map.entry("message_hex", "message"),
            Map.entry("request partial_mcast message_hex", "fragment"),
            Map.entry("event partial_deliver_callback message_hex", "fragment"));

    private Decoders() {
    }

    static String path(JsonNode vector, String field) {
        String name = vector.get("name").asText();
        boolean zeroLink = field.equals("link_status") || field.equals("node_status.version");
        if (SKIPPED.contains(field) || zeroLink) {
            return null;
        }
        String special = PATHS.get(vector.get("direction").asText() + " " + name + " " + field);
        return special != null ? special : PATHS.getOrDefault(field, field);
    }

    /** The bytes that a decoded cmap value stands for. */
    static String valueHex(JsonNode node, byte[] actual, IpcMessage message) {
        if (node.isNull()) {
            return "";
        }
        ByteBuffer value = ByteBuffer.allocate(Math.max(8, actual.length)).order(ByteOrder.LITTLE_ENDIAN);
        if (node.isIntegralNumber()) {
            value.putLong(node.bigIntegerValue().longValue());
        } else if (node.isNumber()) {
            if (actual.length == 4) {
                value.putInt(Float.floatToRawIntBits((float) node.asDouble()));
            } else {
                value.putLong(Double.doubleToRawLongBits(node.asDouble()));
            }
        } else if (isBinary(message)) {
            // the vectors show only the beginning of long messages
            String hex = HexFormat.of().formatHex(actual);
            return hex.startsWith(node.asText()) ? hex : node.asText();
        } else {
            byte[] text = node.asText().getBytes(StandardCharsets.UTF_8);
            value.put(text, 0, Math.min(text.length, actual.length));
        }
        return HexFormat.of().formatHex(Arrays.copyOf(value.array(), actual.length));
    }

    private static boolean isBinary(IpcMessage message) {
        return !(message instanceof CmapRequest.Set set && set.type() != 12
                || message instanceof CmapReply.Get get && get.type() != 12
                || message instanceof CmapReply.Notify notify && notify.newType() != 12 && notify.oldType() != 12);
    }

    /** The text that a record holds: a reason without its NUL. */
    static String text(String decoded, IpcMessage message) {
        if (message instanceof CfgRequest.KillNode && decoded.endsWith("\0")) {
            return decoded.substring(0, decoded.length() - 1);
        }
        return decoded;
    }

    static String addressHex(byte[] address) {
        return HexFormat.of().formatHex(Arrays.copyOf(address, 16));
    }

    static IpcMessage decode(JsonNode vector, ByteBuffer message) {
        String name = vector.get("name").asText();
        String direction = vector.get("direction").asText();
        String service = vector.get("service").asText();
        if (direction.equals("request")) {
            return switch (service) {
                case "cmap" -> CmapRequest.decode(message);
                case "cfg" -> CfgRequest.decode(message);
                case "quorum" -> QuorumRequest.decode(message);
                case "votequorum" -> VoteQuorumRequest.decode(message);
                default -> CpgRequest.decode(message);
            };
        }
        return switch (service + " " + name) {
            case "cmap get" -> CmapReply.Get.decode(message);
            case "cmap iter_init" -> CmapReply.IterInit.decode(message);
            case "cmap iter_next" -> CmapReply.IterNext.decode(message);
            case "cmap track_add" -> CmapReply.TrackAdd.decode(message);
            case "cmap track_delete" -> CmapReply.TrackDelete.decode(message);
            case "cmap notify_callback" -> CmapReply.Notify.decode(message);
            case "cfg ring_status_get" -> CfgReply.RingStatus.decode(message);
            case "cfg get_node_addrs" -> CfgReply.NodeAddrs.decode(message);
            case "cfg local_get" -> CfgReply.LocalGet.decode(message);
            case "cfg node_status_get" -> CfgReply.NodeStatus.decode(message);
            case "cfg test_shutdown_callback" -> CfgReply.TestShutdown.decode(message);
            case "quorum getquorate" -> QuorumReply.Quorate.decode(message);
            case "quorum gettype" -> QuorumReply.Type.decode(message);
            case "quorum model_gettype" -> QuorumReply.ModelType.decode(message);
            case "quorum v0_notification" -> QuorumReply.V0Notification.decode(message);
            case "quorum v1_quorum_notification" -> QuorumReply.V1Quorum.decode(message);
            case "quorum v1_nodelist_notification" -> QuorumReply.V1NodeList.decode(message);
            case "votequorum getinfo" -> VoteQuorumReply.Info.decode(message);
            case "votequorum quorum_notification" -> VoteQuorumReply.QuorumNotification.decode(message);
            case "votequorum expectedvotes_notification" ->
                VoteQuorumReply.ExpectedVotesNotification.decode(message);
            case "votequorum nodelist_notification" -> VoteQuorumReply.NodeListNotification.decode(message);
            case "cpg membership_get" -> CpgReply.Membership.decode(message);
            case "cpg local_get" -> CpgReply.LocalGet.decode(message);
            case "cpg iteration_initialize" -> CpgReply.IterationInitialize.decode(message);
            case "cpg iteration_next" -> CpgReply.IterationNext.decode(message);
            case "cpg confchg_callback" -> CpgReply.Confchg.decode(message);
            case "cpg deliver_callback" -> CpgReply.Deliver.decode(message);
            case "cpg partial_deliver_callback" -> CpgReply.PartialDeliver.decode(message);
            case "cpg totem_confchg_callback" -> CpgReply.TotemConfchg.decode(message);
            default -> BareReply.decode(message);
        };
    }
}
