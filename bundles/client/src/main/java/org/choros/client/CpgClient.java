package org.choros.client;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

import org.choros.base.ChorosException;
import org.choros.base.CsError;
import org.choros.cpg.Cpg;
import org.choros.cpg.CpgGroup;
import org.choros.cpg.CpgListener;
import org.choros.cpg.CpgMember;
import org.choros.cpg.CpgProcess;
import org.choros.wire.ipc.CpgReply;
import org.choros.wire.ipc.CpgRequest;
import org.choros.wire.ipc.IpcError;
import org.choros.wire.ipc.IpcMessage;
import org.choros.wire.ipc.IpcService;

/**
 * {@link Cpg} over IPC. When it was connected again, a group that was joined is joined again, and its listener is told
 * so: {@link CpgListener#lost} and {@link CpgListener#rejoined}.
 */
public final class CpgClient implements Cpg, Dispatching {
    private final CpgState state;
    private final Session session;

    CpgClient(ClientOptions options) throws ChorosException {
        state = new CpgState(options);
        session = new Session(IpcService.CPG.ipcName(), options, state);
    }

    @Override
    public int localNodeId() throws ChorosException {
        return session.decoded(CpgReply.LocalGet.decode(session.call(new CpgRequest.LocalGet()))).nodeId();
    }

    @Override
    public CpgGroup join(String group, CpgListener listener) throws ChorosException {
        checkName(group);
        CpgGroup joined = session.call(new Session.Call<>() {
            @Override
            public CpgGroup on(Connection c) throws ChorosException {
                return state.join(session, c, group, listener);
            }
        });
        session.begin();
        return joined;
    }

    private static void checkName(String group) throws ChorosException {
        boolean latin = group.chars().allMatch(c -> c <= 0xFF);
        if (group.length() > NAME_MAX || !latin) {
            throw new ChorosException(latin ? CsError.NAME_TOO_LONG : CsError.INVALID_PARAM, "group " + group);
        }
    }

    @Override
    public List<CpgMember> members(String group) throws ChorosException {
        checkName(group);
        ByteBuffer reply = session.call(new CpgRequest.MembershipGet(group));
        List<CpgMember> members = new ArrayList<>();
        for (CpgReply.Membership.Member m : session.decoded(CpgReply.Membership.decode(reply)).members()) {
            members.add(new CpgMember(m.nodeId(), m.pid()));
        }
        return members;
    }

    @Override
    public List<String> groups() throws ChorosException {
        List<String> names = new ArrayList<>();
        for (CpgProcess each : list("", CpgRequest.NAME_ONLY)) {
            names.add(each.group());
        }
        return names;
    }

    @Override
    public List<CpgProcess> processes() throws ChorosException {
        return list("", CpgRequest.ALL);
    }

    /**
     * Lists a group, as {@link #members} but without limit.
     *
     * @param group any group
     * @return its members
     * @throws ChorosException NAME_TOO_LONG, or the node cannot be asked
     */
    public List<CpgProcess> processes(String group) throws ChorosException {
        checkName(group);
        return list(group, CpgRequest.ONE_GROUP);
    }

    private List<CpgProcess> list(String group, int type) throws ChorosException {
        return session.call(new Session.Call<>() {
            @Override
            public List<CpgProcess> on(Connection c) throws ChorosException {
                return iterate(c, group, type);
            }
        });
    }

    private static List<CpgProcess> iterate(Connection c, String group, int type) throws ChorosException {
        ByteBuffer begun = c.call(new CpgRequest.IterationInitialize(group, type));
        long handle = c.decoded(CpgReply.IterationInitialize.decode(begun)).handle();
        List<CpgProcess> found = new ArrayList<>();
        ByteBuffer reply = c.exchange(new CpgRequest.IterationNext(handle));
        while (IpcMessage.errorOf(reply) == IpcError.OK) {
            CpgReply.IterationNext next = c.decoded(CpgReply.IterationNext.decode(reply));
            found.add(new CpgProcess(next.group(), new CpgMember(next.nodeId(), next.pid())));
            reply = c.exchange(new CpgRequest.IterationNext(handle));
        }
        CsError error = CsError.of(IpcMessage.errorOf(reply));
        if (error != CsError.NO_SECTIONS) {
            throw new ChorosException(error, "cpg stops to list");
        }
        c.call(new CpgRequest.IterationFinalize(handle));
        return found;
    }

    /**
     * @return the longest message in bytes that goes to the node in one request; a longer one goes in parts, and is
     *         interrupted when the group changes
     */
    public int atomicMessageMax() {
        return GroupSender.atomicMax(session.connection());
    }

    /**
     * Memory that is shared with the node, for messages that are not copied on their way to it.
     *
     * @param capacity the longest message in bytes that it is to have room for, at most
     *            {@link ZeroCopyBuffer#CAPACITY_MAX}
     * @return the memory, for the group that is joined over this when a message is sent
     * @throws ChorosException TOO_BIG, NOT_SUPPORTED by a node without shared memory, TRY_AGAIN when it gives none now
     */
    public ZeroCopyBuffer allocate(int capacity) throws ChorosException {
        if (capacity < 0 || capacity > ZeroCopyBuffer.CAPACITY_MAX) {
            throw new ChorosException(CsError.TOO_BIG, "shared memory for a message of " + capacity + " bytes");
        }
        return session.call(new Session.Call<>() {
            @Override
            public ZeroCopyBuffer on(Connection c) throws ChorosException {
                return ZeroCopyBuffer.allocate(c, capacity, c.timeoutMs());
            }
        });
    }

    @Override
    public Session session() {
        return session;
    }

    @Override
    public void close() {
        session.close();
        state.closed();
    }
}
