package org.choros.itests.fuzz;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import org.choros.wire.ipc.CfgRequest;
import org.choros.wire.ipc.CmapRequest;
import org.choros.wire.ipc.CpgRequest;
import org.choros.wire.ipc.IpcMessage;
import org.choros.wire.ipc.QuorumRequest;
import org.choros.wire.ipc.VoteQuorumRequest;

/** Requests of clients as the services read them. */
final class RequestTarget extends CodecTarget<IpcMessage> {
    private static final List<String> SERVICES = List.of("cmap", "cfg", "quorum", "votequorum", "cpg");
    private static final int SEED_MAX = 4000;

    RequestTarget() {
        super("requests", List.of(CmapRequest::decode, CfgRequest::decode, QuorumRequest::decode,
                VoteQuorumRequest::decode, CpgRequest::decode));
    }

    @Override
    ByteBuffer encode(IpcMessage message) {
        return message.encode();
    }

    @Override
    public List<byte[]> seeds() {
        return seeds("request");
    }

    private static List<byte[]> seeds(String direction) {
        List<byte[]> all = new ArrayList<>();
        for (JsonNode v : Vectors.lines("ipc", Vectors.IPC, v -> v.path("direction").asText().equals(direction))) {
            int service = SERVICES.indexOf(v.path("service").asText());
            byte[] bytes = Vectors.bytes(v, "hex");
            if (service >= 0 && bytes.length < SEED_MAX) {
                all.add(Vectors.prefixed(service, bytes));
            }
        }
        return all;
    }
}
