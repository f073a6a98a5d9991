package org.choros.engine.cpg;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

import org.choros.spi.engine.EngineContext;
import org.choros.spi.engine.SharedMemory;
import org.choros.spi.log.LogLevel;
import org.choros.wire.exec.CpgName;
import org.choros.wire.exec.CpgProcJoin;
import org.choros.wire.exec.CpgProcLeave;
import org.choros.wire.ipc.BareReply;
import org.choros.wire.ipc.CpgReply;
import org.choros.wire.ipc.CpgRequest;
import org.choros.wire.ipc.IpcError;
import org.choros.wire.ipc.IpcMessage;
import org.choros.wire.ipc.IpcReply;

/** Answers clients. */
final class CpgRequests {
    /** The number of request ids. */
    static final int COUNT = 13;
    private static final String CPG = "CPG";

    private final EngineContext context;
    private final ProcessTable table;
    private final List<CpgClient> clients;
    private final CpgCarrier carrier;
    private final CpgMulticast multicast;
    private final ByteBuffer bare = ByteBuffer.allocate(IpcMessage.REPLY_HEADER).order(ByteOrder.LITTLE_ENDIAN);
    private long refused;

    CpgRequests(EngineContext context, ProcessTable table, List<CpgClient> clients, CpgCarrier carrier,
            CpgMulticast multicast) {
        this.context = context;
        this.table = table;
        this.clients = clients;
        this.carrier = carrier;
        this.multicast = multicast;
    }

    static boolean gated(int request) {
        return switch (request) {
            case CpgRequest.MembershipGet.ID, CpgRequest.LocalGet.ID, CpgRequest.IterationInitialize.ID,
                    CpgRequest.IterationNext.ID, CpgRequest.IterationFinalize.ID ->
                false;
            default -> true;
        };
    }

    void on(CpgClient client, int id, ByteBuffer message, long nowNs) {
        if (id == CpgRequest.Mcast.ID) {
            multicast(client, message, nowNs);
        } else if (id == CpgRequest.PartialMcast.ID) {
            answer(client, CpgReply.PARTIAL_MCAST, multicastPart(client, message, nowNs));
        } else if (id == CpgRequest.ZcExecute.ID && CpgRequest.ZcExecute.isValid(message)) {
            answer(client, CpgReply.ZC_EXECUTE,
                    multicastShared(client, CpgRequest.ZcExecute.token(message), nowNs));
        } else {
            CpgRequest request = CpgRequest.decode(message);
            if (request == null) {
                answer(client, 0, IpcError.INVALID_PARAM);
            } else {
                client.session().respond(reply(client, request, nowNs).encode());
            }
        }
    }

    private IpcReply reply(CpgClient client, CpgRequest request, long nowNs) {
        if (request instanceof CpgRequest.Join r) {
            return new BareReply(CpgReply.JOIN, join(client, r, nowNs));
        } else if (request instanceof CpgRequest.Leave r) {
            return new BareReply(CpgReply.LEAVE, leave(client, r, nowNs));
        } else if (request instanceof CpgRequest.MembershipGet r) {
            return members(r);
        } else if (request instanceof CpgRequest.LocalGet) {
            return new CpgReply.LocalGet(IpcError.OK, context.localNodeId());
        } else if (request instanceof CpgRequest.IterationInitialize r) {
            return client.iterations().begin(r, table, client.session().id());
        } else if (request instanceof CpgRequest.IterationNext r) {
            return client.iterations().next(r.handle());
        } else if (request instanceof CpgRequest.IterationFinalize r) {
            return new BareReply(CpgReply.ITERATION_FINALIZE, client.iterations().end(r.handle()));
        } else if (request instanceof CpgRequest.Finalize) {
            client.finish();
            return new BareReply(CpgReply.FINALIZE, IpcError.OK);
        }
        return zeroCopy(client, request);
    }

    private IpcReply zeroCopy(CpgClient client, CpgRequest request) {
        if (request instanceof CpgRequest.ZcAlloc r) {
            return new BareReply(CpgReply.ZC_ALLOC, client.zeroCopy().share(client.session(), r));
        } else if (request instanceof CpgRequest.ZcFree r) {
            return new BareReply(CpgReply.ZC_FREE, client.zeroCopy().free(r.token()));
        }
        return new BareReply(0, IpcError.INVALID_PARAM);
    }

    private int multicastShared(CpgClient client, long token, long nowNs) {
        if (!client.mayMulticast()) {
            refuse(client, IpcError.NOT_EXIST);
            return IpcError.NOT_EXIST;
        }
        SharedMemory memory = client.zeroCopy().memory(token);
        if (memory == null) {
            return IpcError.BAD_HANDLE;
        }
        int length = client.zeroCopy().length(token);
        if (length < 0) {
            return IpcError.INVALID_PARAM;
        }
        // more could be sent, but not delivered in one event
        if (length > CpgCarrier.LENGTH_MAX) {
            return IpcError.TOO_BIG;
        }
        return carrier.sendShared(client, memory, length, nowNs);
    }

    private int join(CpgClient client, CpgRequest.Join request, long nowNs) {
        GroupName name = new GroupName(request.group());
        for (CpgClient other : clients) {
            if (!other.isFinished() && other.is(request.pid(), name)) {
                return IpcError.EXIST;
            }
        }
        // the leave of a connection before may still be on its way
        if (table.contains(context.localNodeId(), request.pid(), name)) {
            return IpcError.TRY_AGAIN;
        }
        if (request.group().length() > CpgName.MAX) {
            return IpcError.NAME_TOO_LONG;
        }
        return switch (client.state()) {
            case JOIN_STARTED, JOIN_COMPLETED -> IpcError.EXIST;
            case LEAVE_STARTED -> IpcError.BUSY;
            case UNJOINED -> {
                if (!multicast.send(new CpgProcJoin(request.group(), request.pid(), CpgProcJoin.JOIN).encode(),
                        nowNs)) {
                    yield IpcError.TRY_AGAIN;
                }
                client.joining(table.groupOrNew(name), request.pid(),
                        (request.flags() & CpgRequest.FLAG_INITIAL_TOTEM_CONFCHG) != 0);
                yield IpcError.OK;
            }
        };
    }

    private int leave(CpgClient client, CpgRequest.Leave request, long nowNs) {
        return switch (client.state()) {
            case UNJOINED, LEAVE_STARTED -> IpcError.NOT_EXIST;
            case JOIN_STARTED -> IpcError.BUSY;
            case JOIN_COMPLETED -> {
                // nobody leaves for another process, and a process that has forked since is still the one that joined
                if (!client.group().name().equals(new GroupName(request.group()))) {
                    yield IpcError.NOT_EXIST;
                }
                CpgProcLeave leave = new CpgProcLeave(request.group(), client.pid(), CpgProcLeave.LEAVE);
                if (!multicast.send(leave.encode(), nowNs)) {
                    yield IpcError.TRY_AGAIN;
                }
                client.leaving();
                yield IpcError.OK;
            }
        };
    }

    /** Nobody waits for an answer to this one. */
    private void multicast(CpgClient client, ByteBuffer request, long nowNs) {
        if (!CpgRequest.Mcast.isValid(request) || !client.mayMulticast()) {
            refuse(client, CpgRequest.Mcast.isValid(request) ? IpcError.NOT_EXIST : IpcError.INVALID_PARAM);
        } else if (request.getInt(request.position() + CpgRequest.Mcast.LENGTH) > CpgCarrier.LENGTH_MAX) {
            sendAway(client, "A message is longer than a group can carry");
        } else if (!carrier.send(client, request, nowNs)) {
            sendAway(client, "Too much waits to be sent");
        }
    }

    /** The client believes that it has sent; that it has not, it has to see. */
    private void sendAway(CpgClient client, String why) {
        context.log(LogLevel.ERROR, CPG, why + ", disconnecting process "
                + Integer.toUnsignedString(client.session().pid()));
        client.session().disconnect();
    }

    private int multicastPart(CpgClient client, ByteBuffer request, long nowNs) {
        if (!CpgRequest.PartialMcast.isValid(request)) {
            return IpcError.INVALID_PARAM;
        }
        int type = request.getInt(request.position() + CpgRequest.PartialMcast.TYPE);
        int length = request.getInt(request.position() + CpgRequest.PartialMcast.FRAGMENT_LENGTH);
        if (type < CpgRequest.FIRST || type > CpgRequest.LAST || length > CpgCarrier.PART_MAX) {
            return IpcError.INVALID_PARAM;
        }
        if (type == CpgRequest.FIRST) {
            client.beginParts();
        }
        if (client.partsSpoilt()) {
            return IpcError.INTERRUPT;
        }
        if (!client.mayMulticast()) {
            refuse(client, IpcError.NOT_EXIST);
            return IpcError.NOT_EXIST;
        }
        return carrier.sendPart(client, request, nowNs) ? IpcError.OK : IpcError.TRY_AGAIN;
    }

    private void refuse(CpgClient client, int error) {
        refused++;
        // one line each time the number doubles: a client cannot fill the log
        if (Long.bitCount(refused) == 1) {
            context.log(LogLevel.ERROR, CPG, "*** " + client.session().id() + " can't mcast to group "
                    + (client.group() == null ? "" : client.group().name()) + " state:" + client.state().ordinal()
                    + ", error:" + error + " (" + refused + " so far)");
        }
    }

    private CpgReply.Membership members(CpgRequest.MembershipGet request) {
        Group group = table.group(new GroupName(request.group()));
        List<CpgReply.Membership.Member> members = new ArrayList<>();
        if (group != null) {
            for (Process p : group.members()) {
                members.add(new CpgReply.Membership.Member(p.nodeId(), p.pid()));
            }
        }
        return new CpgReply.Membership(IpcError.OK, members);
    }

    /** In a buffer that is kept: an answer to a message costs no object. */
    private void answer(CpgClient client, int id, int error) {
        client.session().respond(BareReply.write(bare, id, error));
    }
}
