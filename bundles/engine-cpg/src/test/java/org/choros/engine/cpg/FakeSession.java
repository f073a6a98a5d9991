package org.choros.engine.cpg;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.choros.spi.engine.ClientSession;
import org.choros.spi.engine.SharedMemory;
import org.choros.wire.ipc.CpgReply;
import org.choros.wire.ipc.IpcMessage;

/** A client that remembers what it was sent. */
final class FakeSession implements ClientSession {
    final List<ByteBuffer> responses = new ArrayList<>();
    final List<ByteBuffer> events = new ArrayList<>();
    final Map<String, FakeMemory> memories = new HashMap<>();
    boolean disconnected;
    /** Forgets what it is told. */
    boolean deaf;
    private final long id;
    private Object attachment;

    FakeSession(long id) {
        this.id = id;
    }

    @Override
    public int pid() {
        return 4711;
    }

    @Override
    public int uid() {
        return 0;
    }

    @Override
    public int gid() {
        return 0;
    }

    @Override
    public long id() {
        return id;
    }

    @Override
    public void respond(ByteBuffer message) {
        responses.add(copy(message));
    }

    @Override
    public void event(ByteBuffer message) {
        if (!deaf) {
            events.add(copy(message));
        }
        // a channel may move on in what it is given
        message.position(message.limit());
    }

    private static ByteBuffer copy(ByteBuffer message) {
        byte[] b = new byte[message.remaining()];
        message.duplicate().get(b);
        return ByteBuffer.wrap(b).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** The only response since the last call. */
    ByteBuffer response() {
        if (responses.size() != 1) {
            throw new AssertionError(responses.size() + " responses");
        }
        return responses.remove(0);
    }

    /** The error of the only response since the last call. */
    int error() {
        return IpcMessage.errorOf(response());
    }

    /** The events since the last call as text: views, messages, parts, rings. */
    List<String> told() {
        List<String> told = new ArrayList<>();
        for (ByteBuffer e : events) {
            told.add(text(e));
        }
        events.clear();
        return told;
    }

    private static String text(ByteBuffer event) {
        switch (IpcMessage.idOf(event)) {
            case CpgReply.Confchg.ID :
                CpgReply.Confchg c = CpgReply.Confchg.decode(event);
                return c.group() + ":" + list(" =", c.members()) + list(" -", c.left()) + list(" +", c.joined());
            case CpgReply.Deliver.ID :
                CpgReply.Deliver d = CpgReply.Deliver.decode(event);
                return d.group() + ": " + d.nodeId() + "." + d.pid() + " says " + new String(d.message());
            case CpgReply.PartialDeliver.ID :
                CpgReply.PartialDeliver p = CpgReply.PartialDeliver.decode(event);
                return p.group() + ": " + p.nodeId() + "." + p.pid() + " part " + p.type() + " of " + p.length()
                        + " says " + new String(p.fragment());
            case CpgReply.TotemConfchg.ID :
                CpgReply.TotemConfchg t = CpgReply.TotemConfchg.decode(event);
                StringBuilder ring = new StringBuilder("ring " + t.ringId().nodeId() + "." + t.ringId().seq() + ":");
                for (int m : t.members()) {
                    ring.append(' ').append(m);
                }
                return ring.toString();
            default :
                throw new AssertionError("event " + IpcMessage.idOf(event));
        }
    }

    private static String list(String sign, List<CpgReply.Address> addresses) {
        StringBuilder text = new StringBuilder();
        for (CpgReply.Address a : addresses) {
            text.append(sign).append(Integer.toUnsignedString(a.nodeId())).append('.')
                    .append(Integer.toUnsignedString(a.pid()));
            if (a.reason() != 0) {
                text.append('(').append(a.reason()).append(')');
            }
        }
        return text.toString();
    }

    @Override
    @SuppressWarnings("unchecked")
    public <T> T attachment() {
        return (T) attachment;
    }

    @Override
    public void attach(Object value) {
        attachment = value;
    }

    @Override
    public Optional<SharedMemory> share(String path, long size) {
        FakeMemory memory = memories.get(path);
        return memory == null || memory.bytes.length < size ? Optional.empty() : Optional.of(memory);
    }

    @Override
    public void disconnect() {
        disconnected = true;
    }
}
