package org.choros.client;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

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

/** {@link Cpg} over IPC. */
public final class CpgClient implements Cpg, Dispatching {
    private final Connection connection;
    private final AtomicReference<JoinedGroup> joined = new AtomicReference<>();
    private final Events events = new Events();

    CpgClient(ClientOptions options) throws ChorosException {
        connection = Connection.open(IpcService.CPG, options);
    }

    @Override
    public int localNodeId() throws ChorosException {
        ByteBuffer reply = connection.call(new CpgRequest.LocalGet());
        return connection.decoded(CpgReply.LocalGet.decode(reply)).nodeId();
    }

    @Override
    public CpgGroup join(String group, CpgListener listener) throws ChorosException {
        checkName(group);
        CpgMember self = new CpgMember(localNodeId(), (int) ProcessHandle.current().pid());
        JoinedGroup added = new JoinedGroup(connection, group, self, listener, this::forget);
        // events may come as soon as the node has the request
        if (!joined.compareAndSet(null, added)) {
            throw new ChorosException(CsError.EXIST, "we are in a group");
        }
        boolean done = false;
        try {
            connection.call(new CpgRequest.Join(group, self.pid(), CpgRequest.FLAG_INITIAL_TOTEM_CONFCHG));
            done = true;
        } finally {
            if (!done) {
                forget(added);
            }
        }
        connection.dispatchBy(events);
        return added;
    }

    private void forget(JoinedGroup group) {
        joined.compareAndSet(group, null);
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
        ByteBuffer reply = connection.call(new CpgRequest.MembershipGet(group));
        List<CpgMember> members = new ArrayList<>();
        for (CpgReply.Membership.Member m : connection.decoded(CpgReply.Membership.decode(reply)).members()) {
            members.add(new CpgMember(m.nodeId(), m.pid()));
        }
        return members;
    }

    @Override
    public List<String> groups() throws ChorosException {
        return iterate(CpgRequest.NAME_ONLY).stream().map(CpgProcess::group).toList();
    }

    @Override
    public List<CpgProcess> processes() throws ChorosException {
        return iterate(CpgRequest.ALL);
    }

    private List<CpgProcess> iterate(int type) throws ChorosException {
        ByteBuffer begun = connection.call(new CpgRequest.IterationInitialize("", type));
        long handle = connection.decoded(CpgReply.IterationInitialize.decode(begun)).handle();
        List<CpgProcess> found = new ArrayList<>();
        ByteBuffer reply = connection.exchange(new CpgRequest.IterationNext(handle));
        while (IpcMessage.errorOf(reply) == IpcError.OK) {
            CpgReply.IterationNext next = connection.decoded(CpgReply.IterationNext.decode(reply));
            found.add(new CpgProcess(next.group(), new CpgMember(next.nodeId(), next.pid())));
            reply = connection.exchange(new CpgRequest.IterationNext(handle));
        }
        CsError error = CsError.of(IpcMessage.errorOf(reply));
        if (error != CsError.NO_SECTIONS) {
            throw new ChorosException(error, "cpg stops to list");
        }
        connection.call(new CpgRequest.IterationFinalize(handle));
        return found;
    }

    @Override
    public int dispatch(int timeoutMs) throws ChorosException {
        return connection.dispatch(timeoutMs, events);
    }

    @Override
    public int fd() {
        return connection.fd();
    }

    @Override
    public boolean connected() {
        return connection.connected();
    }

    @Override
    public void close() {
        connection.close();
        JoinedGroup group = joined.get();
        if (group != null) {
            group.closed();
        }
    }

    private final class Events implements Connection.EventHandler {
        @Override
        public void event(ByteBuffer message) {
            JoinedGroup group = joined.get();
            if (group != null) {
                group.event(message);
            }
        }
    }
}
