package org.choros.client;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import org.choros.base.ChorosException;
import org.choros.base.CsError;
import org.choros.base.RingId;
import org.choros.cpg.CpgChange;
import org.choros.cpg.CpgGroup;
import org.choros.cpg.CpgListener;
import org.choros.cpg.CpgMember;
import org.choros.cpg.CpgMessage;
import org.choros.cpg.CpgReason;
import org.choros.cpg.CpgView;
import org.choros.wire.ipc.CpgReply;
import org.choros.wire.ipc.IpcMessage;

/** A group that a {@link CpgClient} has joined: hands its messages to the node, and its events to the listener. */
final class JoinedGroup implements CpgGroup {
    private final CpgState cpg;
    private final String name;
    private final CpgListener listener;
    private final Assemblies assemblies = new Assemblies(MESSAGE_MAX);
    private volatile CpgMember self;
    private volatile Connection connection;
    private volatile MessageSender sender;
    private volatile boolean left;
    private volatile boolean out;

    JoinedGroup(CpgState cpg, String name, CpgListener listener) {
        this.cpg = cpg;
        this.name = name;
        this.listener = listener;
    }

    /** The node has been asked to let us in, over this connection. */
    void joined(CpgMember who, Connection over, MessageSender with) {
        MessageSender earlier = sender;
        self = who;
        out = false;
        connection = over;
        sender = with;
        if (earlier != null) {
            earlier.end(CsError.LIBRARY);
        }
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public CpgMember self() {
        return self;
    }

    @Override
    public void mcast(byte[] message) throws ChorosException {
        sender.mcast(message);
    }

    @Override
    public void mcastConfirmed(byte[] message) throws ChorosException {
        sender.mcastConfirmed(message);
    }

    @Override
    public CompletableFuture<Void> send(byte[] message) {
        return sender.queued(message);
    }

    @Override
    public boolean blocked() {
        return connection.blocked();
    }

    @Override
    public void leave() throws ChorosException {
        cpg.leave(this);
    }

    boolean left() {
        return left;
    }

    Connection connection() {
        return connection;
    }

    /** We are out, or on our way. */
    void ended() {
        left = true;
        sender.end(CsError.NOT_EXIST);
        forgetIfOut();
    }

    /** Our connection was closed. */
    void closed() {
        sender.end(CsError.BAD_HANDLE);
    }

    /** Our node is gone, and our membership with it. */
    void lost() {
        sender.end(CsError.LIBRARY);
        assemblies.clear();
        if (!left) {
            listener.lost();
        }
    }

    /** We are to be let in again. */
    void rejoined() {
        listener.rejoined(self);
    }

    /** Tells the listener; nodes tell what happens in our group only, and the rings. */
    void event(ByteBuffer message) {
        switch (IpcMessage.idOf(message)) {
            case CpgReply.Deliver.ID -> {
                CpgReply.Deliver event = CpgReply.Deliver.decode(message);
                if (event != null) {
                    CpgMember from = new CpgMember(event.nodeId(), event.pid());
                    listener.delivered(new CpgMessage(event.group(), from, event.message()));
                }
            }
            case CpgReply.PartialDeliver.ID -> part(CpgReply.PartialDeliver.decode(message));
            case CpgReply.Confchg.ID -> changed(CpgReply.Confchg.decode(message));
            case CpgReply.TotemConfchg.ID -> {
                CpgReply.TotemConfchg event = CpgReply.TotemConfchg.decode(message);
                if (event != null) {
                    listener.ring(new RingId(event.ringId().nodeId(), event.ringId().seq()), event.members());
                }
            }
            default -> {
                // an event of a newer node
            }
        }
    }

    private void part(CpgReply.PartialDeliver event) {
        if (event == null) {
            return;
        }
        CpgMember from = new CpgMember(event.nodeId(), event.pid());
        byte[] whole = assemblies.add(from, event.type(), event.length(), event.fragment());
        if (whole != null) {
            listener.delivered(new CpgMessage(event.group(), from, whole));
        }
    }

    private void changed(CpgReply.Confchg event) {
        if (event == null) {
            return;
        }
        List<CpgMember> members = new ArrayList<>(event.members().size());
        for (CpgReply.Address a : event.members()) {
            members.add(new CpgMember(a.nodeId(), a.pid()));
        }
        List<CpgChange> gone = changes(event.left());
        for (CpgChange change : gone) {
            assemblies.drop(change.member());
        }
        try {
            listener.changed(new CpgView(event.group(), members, gone, changes(event.joined())));
        } finally {
            for (CpgChange change : gone) {
                out |= change.member().equals(self);
            }
            forgetIfOut();
        }
    }

    /** The view without us may come before the answer to our leave, as another thread takes it. */
    private void forgetIfOut() {
        if (left && out) {
            // nothing of this group is for us any more; another may be joined, where the node can do that
            cpg.forget(this);
        }
    }

    private static List<CpgChange> changes(List<CpgReply.Address> list) {
        List<CpgChange> changes = new ArrayList<>(list.size());
        for (CpgReply.Address a : list) {
            changes.add(new CpgChange(new CpgMember(a.nodeId(), a.pid()), CpgReason.of(a.reason())));
        }
        return changes;
    }
}
