package org.choros.itests.fuzz;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import org.choros.wire.exec.CfgCrypto;
import org.choros.wire.exec.CfgKillNode;
import org.choros.wire.exec.CfgReload;
import org.choros.wire.exec.CfgRingReenable;
import org.choros.wire.exec.CfgShutdown;
import org.choros.wire.exec.CmapMcast;
import org.choros.wire.exec.ExecMessage;
import org.choros.wire.exec.VoteDeviceRegister;
import org.choros.wire.exec.VoteDeviceRename;
import org.choros.wire.exec.VoteNodeInfo;
import org.choros.wire.exec.VoteReconfigure;

/** Messages of services to themselves on all members. */
final class ExecTarget extends CodecTarget<ExecMessage> {
    private static final int DECODERS = 10;

    ExecTarget() {
        super("exec", List.of(CmapMcast::decode, CfgRingReenable::decode, CfgKillNode::decode, CfgShutdown::decode,
                CfgReload::decode, CfgCrypto::decode, VoteNodeInfo::decode, VoteReconfigure::decode,
                VoteDeviceRegister::decode, VoteDeviceRename::decode));
    }

    @Override
    ByteBuffer encode(ExecMessage message) {
        return message.encode();
    }

    @Override
    public List<byte[]> seeds() {
        List<byte[]> all = new ArrayList<>();
        for (JsonNode v : Vectors.lines("ipc", List.of("ipc-exec"), v -> true)) {
            for (int i = 0; i < DECODERS; i++) {
                all.add(Vectors.prefixed(i, Vectors.bytes(v, "hex")));
            }
        }
        return all;
    }
}
