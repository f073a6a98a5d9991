package org.choros.engine.amf;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

import org.choros.engine.amf.ipc.AmfReply;
import org.choros.engine.amf.ipc.AmfRequest;
import org.choros.engine.amf.ipc.AmfStatus;
import org.choros.spi.engine.ClientSession;
import org.choros.wire.ipc.IpcError;
import org.choros.wire.ipc.IpcMessage;

/** A client of a node's availability manager. */
final class Watcher implements ClientSession {
    final AmfNode node;
    final Deque<ByteBuffer> replies = new ArrayDeque<>();
    final List<AmfReply.Changed> changes = new ArrayList<>();
    final List<Long> missed = new ArrayList<>();
    boolean disconnected;
    private final int uid;
    private Object attached;

    Watcher(AmfNode node) {
        this(node, 0);
    }

    Watcher(AmfNode node, int uid) {
        this.node = node;
        this.uid = uid;
        node.engine.onConnect(this);
    }

    Watcher ask(AmfRequest request) {
        return askBytes(request.encode());
    }

    Watcher askBytes(ByteBuffer request) {
        node.engine.onRequest(this, IpcMessage.idOf(request), request, node.net.nowNs);
        return this;
    }

    int error() {
        return IpcMessage.errorOf(replies.remove());
    }

    AmfReply.Operated operated() {
        return AmfReply.Operated.decode(replies.remove());
    }

    /** All of the status, part by part. */
    AmfStatus status() {
        ByteBuffer all = null;
        do {
            ask(new AmfRequest.Status(all == null ? 0 : all.position()));
            AmfReply.Part part = AmfReply.Part.decode(replies.remove());
            if (part.error() != IpcError.OK) {
                throw new AssertionError(part.error());
            }
            all = all == null ? ByteBuffer.allocate(part.total()) : all;
            all.put(part.bytes());
        } while (all.hasRemaining());
        return AmfStatus.decode(all.flip());
    }

    void gone() {
        node.engine.onDisconnect(this, node.net.nowNs);
    }

    @Override
    public int pid() {
        return 4711;
    }

    @Override
    public int uid() {
        return uid;
    }

    @Override
    public int gid() {
        return 0;
    }

    @Override
    public long id() {
        return 1;
    }

    @Override
    public void respond(ByteBuffer message) {
        replies.add(message);
    }

    @Override
    public void event(ByteBuffer message) {
        AmfReply.Changed changed = AmfReply.Changed.decode(message);
        if (changed == null) {
            missed.add(AmfReply.Missed.decode(message).number());
        } else {
            changes.add(changed);
        }
    }

    @Override
    @SuppressWarnings("unchecked")
    public <T> T attachment() {
        return (T) attached;
    }

    @Override
    public void attach(Object attachment) {
        attached = attachment;
    }

    @Override
    public void disconnect() {
        disconnected = true;
    }
}
