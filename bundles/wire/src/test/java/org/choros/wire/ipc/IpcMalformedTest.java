package org.choros.wire.ipc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Random;
import java.util.function.Function;

import org.junit.jupiter.api.Test;

/** Nothing that a peer sends makes a decoder throw, read beyond the message or believe a length. */
final class IpcMalformedTest {
    private static final List<Function<ByteBuffer, IpcMessage>> DECODERS = List.of(CmapRequest::decode,
            CfgRequest::decode, QuorumRequest::decode, VoteQuorumRequest::decode, CpgRequest::decode,
            BareReply::decode, CmapReply.Get::decode, CmapReply.IterNext::decode, CmapReply.Notify::decode,
            CfgReply.RingStatus::decode, CfgReply.NodeAddrs::decode, CfgReply.NodeStatus::decode,
            QuorumReply.V0Notification::decode, QuorumReply.V1Quorum::decode, QuorumReply.V1NodeList::decode,
            VoteQuorumReply.Info::decode, VoteQuorumReply.QuorumNotification::decode,
            VoteQuorumReply.NodeListNotification::decode, CpgReply.Membership::decode,
            CpgReply.IterationNext::decode, CpgReply.Confchg::decode, CpgReply.Deliver::decode,
            CpgReply.PartialDeliver::decode, CpgReply.TotemConfchg::decode);

    private static ByteBuffer message(int id, int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN).putInt(0, id).putInt(8, size);
    }

    @Test
    void randomMessagesWithAGoodHeaderDoNoHarm() {
        Random random = new Random(42);
        int decoded = 0;
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = new byte[random.nextInt(700)];
            random.nextBytes(bytes);
            ByteBuffer message = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
            if (bytes.length >= 16) {
                message.putInt(0, random.nextInt(20)).putInt(8, bytes.length);
            }
            for (Function<ByteBuffer, IpcMessage> decoder : DECODERS) {
                IpcMessage result = decoder.apply(message);
                if (result != null) {
                    decoded++;
                    assertTrue(result.encode().remaining() > 0);
                }
            }
            assertEquals(0, message.position());
        }
        assertTrue(decoded > 1000, "only " + decoded);
    }

    @Test
    void aValueLongerThanItsMessageIsRefused() {
        ByteBuffer set = new CmapRequest.Set("a.key", 8, new byte[8]).encode();
        assertNotNull(CmapRequest.decode(set));
        for (long length : new long[]{9, 1L << 32, Long.MAX_VALUE, -1}) {
            assertNull(CmapRequest.decode(set.putLong(280, length)), "length " + length);
        }
    }

    @Test
    void aKeyWithoutEndIsRefused() {
        ByteBuffer delete = new CmapRequest.Delete("a.key").encode();
        for (int i = 24; i < 280; i++) {
            delete.put(i, (byte) 'x');
        }
        assertNull(CmapRequest.decode(delete));
    }

    /** ipc.md 2.4: the server ignores the length of a name, except that 0 is none. */
    @Test
    void aRequestsKeyEndsAtItsNul() {
        ByteBuffer delete = new CmapRequest.Delete("a.key").encode().putShort(16, (short) 3);
        assertEquals(new CmapRequest.Delete("a.key"), CmapRequest.decode(delete));
        assertEquals(new CmapRequest.Delete(""), CmapRequest.decode(delete.putShort(16, (short) 0)));
    }

    @Test
    void aReplyMayNotBeAskedToBeEndless() {
        ByteBuffer get = new CmapRequest.Get("a.key", 16).encode();
        assertNull(CmapRequest.decode(get.putLong(280, IpcMessage.MAX_SIZE)));
        assertNull(CmapRequest.decode(get.putLong(280, -16)));
    }

    @Test
    void countsThatOverflowAreRefused() {
        ByteBuffer list = new QuorumReply.V1NodeList(1, new IpcRingId(1, 5), new int[]{1}, new int[0], new int[0])
                .encode();
        assertNotNull(QuorumReply.V1NodeList.decode(list));
        assertNull(QuorumReply.V1NodeList.decode(list.duplicate().order(ByteOrder.LITTLE_ENDIAN).putInt(40, -1)));
        list.putInt(40, 1).putInt(48, 0x4000_0000);
        assertNull(QuorumReply.V1NodeList.decode(list));
        ByteBuffer addresses = message(11, 48).putInt(16, 1).putInt(24, 2).putInt(28, 0x1000_0001);
        assertNull(CfgReply.NodeAddrs.decode(addresses));
    }

    @Test
    void theHeadersSizeIsTheMessages() {
        assertNotNull(QuorumRequest.decode(message(0, 16)));
        assertNull(QuorumRequest.decode(message(0, 16).putInt(8, 17)));
        assertNull(QuorumRequest.decode(message(0, 16).putInt(8, -16)));
        assertNull(QuorumRequest.decode(message(5, 16)));
    }

    /** A reply that the gate or a check has cut to its header says why; decoders of the whole refuse it. */
    @Test
    void bareRepliesTellTheirError() {
        ByteBuffer refused = new BareReply(0, IpcError.TRY_AGAIN).encode();
        assertEquals(24, refused.remaining());
        assertEquals(new BareReply(0, IpcError.TRY_AGAIN), BareReply.decode(refused));
        assertNull(CmapReply.IterNext.decode(refused));
    }

    @Test
    void errorRepliesHaveTheirShortForms() {
        assertEquals(40, CmapReply.Get.failed(IpcError.NOT_EXIST).size());
        assertEquals(32, CfgReply.NodeStatus.failed(IpcError.FAILED_OPERATION).encode().remaining());
        assertEquals(32, new CfgReply.NodeAddrs(IpcError.NOT_EXIST, 0, List.of()).size());
    }

    @Test
    void aBareReplyInAKeptBufferIsTheSame() {
        ByteBuffer kept = ByteBuffer.allocate(IpcMessage.REPLY_HEADER).order(ByteOrder.LITTLE_ENDIAN);
        for (int error : new int[]{IpcError.TRY_AGAIN, IpcError.OK}) {
            kept.position(kept.limit());
            assertEquals(new BareReply(7, error).encode(), BareReply.write(kept, 7, error));
        }
    }
}
