package org.choros.engine.lock;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

import org.choros.engine.lock.ipc.LockReply;
import org.choros.engine.lock.ipc.LockRequest;
import org.choros.spi.engine.ClientSession;
import org.choros.wire.ipc.BareReply;
import org.choros.wire.ipc.IpcMessage;

/** A client of one node: asks, and writes down what it is told. */
final class TestClient implements ClientSession {
    private static long ids = 100;

    final List<String> events = new ArrayList<>();
    final TestNode node;
    long token;
    private final long id = ids++;
    private Object attachment;
    private ByteBuffer answer;

    TestClient(TestNode node) {
        this.node = node;
        node.engine.onConnect(this);
    }

    private ByteBuffer ask(LockRequest request) {
        answer = null;
        ByteBuffer bytes = request.encode();
        node.engine.onRequest(this, request.id(), bytes, node.net.nowNs);
        if (answer == null) {
            throw new AssertionError("not answered: " + request);
        }
        return answer;
    }

    LockReply.Accepted lock(String name, int mode, int flags, int timeoutMs, int ttlMs) {
        return LockReply.Accepted.decode(ask(new LockRequest.Lock(name, mode, flags, timeoutMs, ttlMs, "d" + id)));
    }

    long lock(String name) {
        return lock(name, LockRequest.EXCLUSIVE, 0, 0, 0).request();
    }

    long share(String name) {
        return lock(name, LockRequest.SHARED, 0, 0, 0).request();
    }

    int unlock(long request) {
        return BareReply.decode(ask(new LockRequest.Unlock(request))).error();
    }

    LockReply.Checked check(long request) {
        return LockReply.Checked.decode(ask(new LockRequest.Check(request, 0)));
    }

    LockReply.Checked renew(long request) {
        return LockReply.Checked.decode(ask(new LockRequest.Check(request, LockRequest.RENEW)));
    }

    int watch(String name) {
        return BareReply.decode(ask(new LockRequest.Watch(name))).error();
    }

    int unwatch(String name) {
        return BareReply.decode(ask(new LockRequest.Unwatch(name))).error();
    }

    LockReply.Queue query(String name) {
        return LockReply.Queue.decode(ask(new LockRequest.Query(name, 0)));
    }

    LockReply.Named next(String after) {
        return LockReply.Named.decode(ask(new LockRequest.Next(after)));
    }

    LockReply.Status status() {
        return LockReply.Status.decode(ask(new LockRequest.Status()));
    }

    void die() {
        node.engine.onDisconnect(this, node.net.nowNs);
    }

    /** What it was told since it was asked last. */
    List<String> told() {
        List<String> told = List.copyOf(events);
        events.clear();
        return told;
    }

    @Override
    public void respond(ByteBuffer message) {
        if (!IpcMessage.isReply(message) || answer != null) {
            throw new AssertionError("answer");
        }
        answer = message;
    }

    @Override
    public void event(ByteBuffer message) {
        switch (IpcMessage.idOf(message)) {
            case LockReply.Granted.ID -> {
                token = LockReply.Granted.decode(message).token();
                events.add("granted");
                node.net.granted(this, token);
            }
            case LockReply.Lost.ID -> events.add("lost " + LockReply.Lost.decode(message).reason());
            case LockReply.Refused.ID -> events.add("refused " + LockReply.Refused.decode(message).error());
            default -> {
                LockReply.Holder h = LockReply.Holder.decode(message);
                events.add(h.name() + " " + switch (h.state()) {
                    case LockReply.FREE -> "free";
                    case LockReply.HELD -> "held by " + h.nodeId() + " " + h.data();
                    default -> "unknown";
                });
            }
        }
    }

    @Override
    public int pid() {
        return (int) id;
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
    @SuppressWarnings("unchecked")
    public <T> T attachment() {
        return (T) attachment;
    }

    @Override
    public void attach(Object value) {
        attachment = value;
    }

    @Override
    public void disconnect() {
        die();
    }
}
