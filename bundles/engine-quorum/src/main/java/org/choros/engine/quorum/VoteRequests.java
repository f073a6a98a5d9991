package org.choros.engine.quorum;

import java.nio.ByteBuffer;

import org.choros.spi.engine.ClientSession;
import org.choros.spi.engine.RingIdentity;
import org.choros.wire.exec.VoteNodeInfo;
import org.choros.wire.exec.VoteReconfigure;
import org.choros.wire.ipc.BareReply;
import org.choros.wire.ipc.IpcError;
import org.choros.wire.ipc.VoteQuorumReply;
import org.choros.wire.ipc.VoteQuorumRequest;

/** Answers the requests of votequorum's clients. */
final class VoteRequests {
    /** Number of request ids. */
    static final int COUNT = 10;
    private static final int TRACK_CURRENT = 1;
    private static final int TRACK_CHANGES = 2;
    private static final int TRACK_CHANGES_ONLY = 4;
    private static final long U32 = 0xFFFF_FFFFL;

    private final VotequorumEngine engine;
    private final VoteSettings settings;
    private final Electorate electorate;
    private final VoteClients clients;
    private final VoteDevice device;

    VoteRequests(VotequorumEngine engine, VoteSettings settings, Electorate electorate, VoteClients clients,
            VoteDevice device) {
        this.engine = engine;
        this.settings = settings;
        this.electorate = electorate;
        this.clients = clients;
        this.device = device;
    }

    void on(ClientSession session, ByteBuffer message) {
        VoteQuorumRequest request = VoteQuorumRequest.decode(message);
        int error;
        if (request == null) {
            error = IpcError.INVALID_PARAM;
        } else if (request instanceof VoteQuorumRequest.GetInfo r) {
            session.respond(info(r.nodeId()).encode());
            return;
        } else if (request instanceof VoteQuorumRequest.SetExpected r) {
            error = setExpected(r.expectedVotes() & U32);
        } else if (request instanceof VoteQuorumRequest.SetVotes r) {
            error = setVotes(r.nodeId(), r.votes() & U32);
        } else if (request instanceof VoteQuorumRequest.TrackStart r) {
            error = trackStart(session, r);
        } else if (request instanceof VoteQuorumRequest.TrackStop) {
            error = clients.forget(session) ? IpcError.OK : IpcError.NOT_EXIST;
        } else {
            error = onDevice(session, request);
        }
        if (error != 0) {
            session.respond(new BareReply(VoteQuorumReply.DONE, error).encode());
        }
    }

    // 0: answered later
    private int onDevice(ClientSession session, VoteQuorumRequest request) {
        if (request instanceof VoteQuorumRequest.DeviceRegister r) {
            return device.register(session, r.name());
        }
        if (request instanceof VoteQuorumRequest.DeviceUnregister r) {
            return device.unregister(r.name());
        }
        if (request instanceof VoteQuorumRequest.DeviceUpdate r) {
            return device.rename(r.oldName(), r.newName());
        }
        if (request instanceof VoteQuorumRequest.DevicePoll r) {
            return device.poll(r.name(), r.castVote(), new RingIdentity(r.ringId().nodeId(), r.ringId().seq()));
        }
        if (request instanceof VoteQuorumRequest.DeviceMasterWins r) {
            return device.masterWins(r.name(), r.allow());
        }
        return IpcError.INVALID_PARAM;
    }

    private VoteQuorumReply info(int asked) {
        VoteNode n = asked == 0 ? electorate.us() : electorate.find(asked);
        if (n == null) {
            return new VoteQuorumReply.Info(IpcError.NOT_EXIST, 0, 0, 0, 0, 0, 0, 0, 0, 0, "");
        }
        long total = electorate.memberVotes()
                + (n.has(VoteNodeInfo.DEVICE_CAST_VOTE) ? electorate.device().votes : 0);
        return new VoteQuorumReply.Info(IpcError.OK, n.id, n.state.code(), (int) n.votes, (int) n.expected,
                (int) electorate.highestExpected(), (int) total, electorate.quorum(), flags(n),
                (int) electorate.device().votes, device.name());
    }

    private int flags(VoteNode n) {
        return bit(settings.twoNode, VoteQuorumReply.FLAG_TWO_NODE)
                | bit(electorate.quorate(), VoteQuorumReply.FLAG_QUORATE)
                | bit(settings.waitForAll, VoteQuorumReply.FLAG_WAIT_FOR_ALL)
                | bit(settings.lastManStanding, VoteQuorumReply.FLAG_LAST_MAN_STANDING)
                | bit(settings.tieBreaker != TieBreaker.NONE, VoteQuorumReply.FLAG_AUTO_TIE_BREAKER)
                | bit(settings.allowDownscale, VoteQuorumReply.FLAG_ALLOW_DOWNSCALE)
                | bit(n.has(VoteNodeInfo.DEVICE_REGISTERED), VoteQuorumReply.FLAG_DEVICE_REGISTERED)
                | bit(n.has(VoteNodeInfo.DEVICE_ALIVE), VoteQuorumReply.FLAG_DEVICE_ALIVE)
                | bit(n.has(VoteNodeInfo.DEVICE_CAST_VOTE), VoteQuorumReply.FLAG_DEVICE_CAST_VOTE)
                | bit(n.has(VoteNodeInfo.DEVICE_MASTER_WINS), VoteQuorumReply.FLAG_DEVICE_MASTER_WINS);
    }

    private static int bit(boolean on, int flag) {
        return on ? flag : 0;
    }

    private int setExpected(long expected) {
        long total = electorate.totalVotes();
        long needed = electorate.calculateWithoutDownscale(true, expected);
        if (expected < total || electorate.quorate() && needed > total) {
            return IpcError.INVALID_PARAM;
        }
        // first of all the message: what the others are not told would stay true here alone
        if (!engine.multicast().offer(
                new VoteReconfigure(electorate.us().id, (int) expected, VoteReconfigure.EXPECTED_VOTES))) {
            return IpcError.NO_RESOURCES;
        }
        electorate.expectOfMembers(expected);
        return IpcError.OK;
    }

    private int setVotes(int nodeId, long votes) {
        VoteNode n = electorate.find(nodeId);
        if (n == null) {
            return IpcError.NAME_NOT_FOUND;
        }
        long before = n.votes;
        n.votes = votes;
        long total = electorate.totalVotes();
        long needed = electorate.calculate(true, 0);
        if (needed < total / 2 || needed > total) {
            n.votes = before;
            return IpcError.INVALID_PARAM;
        }
        if (!engine.multicast().offer(new VoteReconfigure(nodeId, (int) votes, VoteReconfigure.NODE_VOTES))) {
            n.votes = before;
            return IpcError.NO_RESOURCES;
        }
        return IpcError.OK;
    }

    private int trackStart(ClientSession session, VoteQuorumRequest.TrackStart r) {
        if ((r.flags() & (TRACK_CURRENT | TRACK_CHANGES)) != 0) {
            session.event(clients.nodeList(engine.ring(), r.context()).encode());
            session.event(clients.quorum(r.context()).encode());
        }
        if (clients.tracking(session)) {
            return IpcError.EXIST;
        }
        if ((r.flags() & (TRACK_CHANGES | TRACK_CHANGES_ONLY)) != 0) {
            clients.track(session, r.context());
        }
        return IpcError.OK;
    }
}
