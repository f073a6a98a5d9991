package org.choros.engine.cpg;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

import org.choros.spi.engine.EngineContext;
import org.choros.spi.engine.SharedMemory;
import org.choros.spi.log.LogLevel;
import org.choros.wire.exec.CpgMcast;
import org.choros.wire.exec.CpgPartialMcast;
import org.choros.wire.ipc.CpgReply;
import org.choros.wire.ipc.CpgRequest;
import org.choros.wire.ipc.IpcError;
import org.choros.wire.ipc.IpcMessage;

/**
 * Carries the clients' messages: from a request to the ring, from the ring to the events of the group's clients here.
 * Works in two buffers that are kept, so that a message costs no object.
 */
final class CpgCarrier {
    // a deliver event
    private static final int EVENT_NAME = 24;
    private static final int EVENT_LENGTH = 160;
    private static final int EVENT_NODE = 168;
    private static final int EVENT_PID = 176;
    private static final int EVENT_PAYLOAD = 184;
    // what a partial deliver event has otherwise
    private static final int PART_FRAGMENT_LENGTH = 168;
    private static final int PART_NODE = 176;
    private static final int PART_PID = 184;
    private static final int PART_TYPE = 192;
    private static final int PART_PAYLOAD = 200;
    /** The longest message that fits into one event, and into one message of the ring. */
    static final int LENGTH_MAX = IpcMessage.MAX_SIZE - EVENT_PAYLOAD;
    /** The same of a part. */
    static final int PART_MAX = IpcMessage.MAX_SIZE - PART_PAYLOAD;

    private final EngineContext context;
    private final ProcessTable table;
    private final CpgMulticast multicast;
    private final GroupName name = new GroupName();
    private final List<CpgClient> receivers = new ArrayList<>();
    private ByteBuffer out = buffer(4096);
    private ByteBuffer event = buffer(4096);
    private long unknown;

    CpgCarrier(EngineContext context, ProcessTable table, CpgMulticast multicast) {
        this.context = context;
        this.table = table;
        this.multicast = multicast;
    }

    private static ByteBuffer buffer(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** A buffer of at least this size, cleared, with zeros up to the payload. */
    private static ByteBuffer cleared(ByteBuffer buffer, int payload, int size) {
        ByteBuffer b = buffer.capacity() >= size ? buffer : buffer(Math.max(size, 2 * buffer.capacity()));
        b.clear().limit(size);
        for (int at = 0; at < payload; at += Long.BYTES) {
            b.putLong(at, 0);
        }
        return b;
    }

    /**
     * Sends a client's message to its group.
     *
     * @param client a client that may
     * @param request the valid request, position to limit
     * @param nowNs the time
     * @return false when too much waits already
     */
    boolean send(CpgClient client, ByteBuffer request, long nowNs) {
        int at = request.position();
        return send(client, request, at + CpgRequest.Mcast.PAYLOAD, request.getInt(at + CpgRequest.Mcast.LENGTH),
                nowNs);
    }

    /**
     * Sends a client's message to its group.
     *
     * @param client a client that may
     * @param from holds the message
     * @param at where it begins
     * @param length its length
     * @param nowNs the time
     * @return false when too much waits already
     */
    boolean send(CpgClient client, ByteBuffer from, int at, int length, long nowNs) {
        beginMessage(client, length);
        out.put(CpgMcast.PAYLOAD, from, at, length);
        return multicast.send(out, nowNs);
    }

    /**
     * Sends a message out of a client's memory to its group.
     *
     * @param client a client that may
     * @param memory holds the message where zero copy has it
     * @param length its length, at most {@link #LENGTH_MAX}
     * @param nowNs the time
     * @return the error of the answer
     */
    int sendShared(CpgClient client, SharedMemory memory, int length, long nowNs) {
        beginMessage(client, length);
        if (!memory.read(ZeroCopy.MESSAGE, out.position(CpgMcast.PAYLOAD))) {
            return IpcError.INVALID_PARAM;
        }
        return multicast.send(out.rewind(), nowNs) ? IpcError.OK : IpcError.TRY_AGAIN;
    }

    private void beginMessage(CpgClient client, int length) {
        begin(CpgMcast.FUNCTION, CpgMcast.PAYLOAD, length);
        client.group().name().write(out, CpgMcast.NAME);
        out.putInt(CpgMcast.LENGTH, length);
        out.putInt(CpgMcast.PID, client.pid());
        out.putInt(CpgMcast.SOURCE, context.localNodeId());
        out.putLong(CpgMcast.SOURCE + 8, client.session().id());
    }

    /**
     * Sends a part of a client's message to its group.
     *
     * @param client a client that may
     * @param request the valid request, position to limit
     * @param nowNs the time
     * @return false when too much waits already
     */
    boolean sendPart(CpgClient client, ByteBuffer request, long nowNs) {
        int at = request.position();
        int length = request.getInt(at + CpgRequest.PartialMcast.FRAGMENT_LENGTH);
        begin(CpgPartialMcast.FUNCTION, CpgPartialMcast.PAYLOAD, length);
        client.group().name().write(out, CpgPartialMcast.NAME);
        out.putInt(CpgPartialMcast.LENGTH, request.getInt(at + CpgRequest.PartialMcast.LENGTH));
        out.putInt(CpgPartialMcast.FRAGMENT_LENGTH, length);
        out.putInt(CpgPartialMcast.PID, client.pid());
        out.putInt(CpgPartialMcast.TYPE, request.getInt(at + CpgRequest.PartialMcast.TYPE));
        out.putInt(CpgPartialMcast.SOURCE, context.localNodeId());
        out.putLong(CpgPartialMcast.SOURCE + 8, client.session().id());
        out.put(CpgPartialMcast.PAYLOAD, request, at + CpgRequest.PartialMcast.PAYLOAD, length);
        return multicast.send(out, nowNs);
    }

    private void begin(int function, int payload, int length) {
        out = cleared(out, payload, payload + length);
        out.putInt(0, CpgMcast.SERVICE << Short.SIZE | function);
        out.putInt(8, payload + length);
    }

    /**
     * Hands a message to the group's clients here.
     *
     * @param sender its node
     * @param message as it came, little-endian, position to limit
     * @return false when it is malformed
     */
    boolean deliver(int sender, ByteBuffer message) {
        if (!CpgMcast.isValid(message)) {
            return false;
        }
        int at = message.position();
        int length = message.getInt(at + CpgMcast.LENGTH);
        if (EVENT_PAYLOAD + length > IpcMessage.MAX_SIZE) {
            return false;
        }
        if (findReceivers(sender, message.getInt(at + CpgMcast.PID), message, at + CpgMcast.NAME)) {
            beginEvent(CpgReply.Deliver.ID, EVENT_PAYLOAD, length);
            event.putInt(EVENT_LENGTH, length);
            event.putInt(EVENT_NODE, sender);
            event.putInt(EVENT_PID, message.getInt(at + CpgMcast.PID));
            event.put(EVENT_PAYLOAD, message, at + CpgMcast.PAYLOAD, length);
            sendEvent();
        }
        return true;
    }

    /**
     * Hands a part of a message to the group's clients here.
     *
     * @param sender its node
     * @param message as it came, little-endian, position to limit
     * @return false when it is malformed
     */
    boolean deliverPart(int sender, ByteBuffer message) {
        if (!CpgPartialMcast.isValid(message)) {
            return false;
        }
        int at = message.position();
        int length = message.getInt(at + CpgPartialMcast.FRAGMENT_LENGTH);
        if (PART_PAYLOAD + length > IpcMessage.MAX_SIZE) {
            return false;
        }
        if (findReceivers(sender, message.getInt(at + CpgPartialMcast.PID), message, at + CpgPartialMcast.NAME)) {
            beginEvent(CpgReply.PartialDeliver.ID, PART_PAYLOAD, length);
            event.putInt(EVENT_LENGTH, message.getInt(at + CpgPartialMcast.LENGTH));
            event.putInt(PART_FRAGMENT_LENGTH, length);
            event.putInt(PART_NODE, sender);
            event.putInt(PART_PID, message.getInt(at + CpgPartialMcast.PID));
            event.putInt(PART_TYPE, message.getInt(at + CpgPartialMcast.TYPE));
            event.put(PART_PAYLOAD, message, at + CpgPartialMcast.PAYLOAD, length);
            sendEvent();
        }
        return true;
    }

    /** Whether any client of ours is to have it. */
    private boolean findReceivers(int sender, int pid, ByteBuffer message, int nameAt) {
        receivers.clear();
        Group group = table.group(name.read(message, nameAt));
        if (group == null) {
            return false;
        }
        List<CpgClient> clients = group.clients();
        for (int i = 0; i < clients.size(); i++) {
            if (clients.get(i).isTold()) {
                receivers.add(clients.get(i));
            }
        }
        // Nobody takes a message of somebody of whom he was not told, or was told that he is gone: a node that ends in
        // the middle of a synchronisation tells of no processes in it, and sends what they had said after it. Corosync
        // drops it only when the node has no other process in the group.
        if (!receivers.isEmpty() && group.find(sender, pid) == null) {
            receivers.clear();
            unknown++;
            if (Long.bitCount(unknown) == 1) {
                context.log(LogLevel.WARNING, "CPG", "Unknown node -> we will not deliver message");
            }
        }
        return !receivers.isEmpty();
    }

    private void beginEvent(int id, int payload, int length) {
        event = cleared(event, payload, payload + length);
        event.putInt(0, id);
        event.putInt(8, payload + length);
        event.putInt(16, IpcError.OK);
        name.write(event, EVENT_NAME);
    }

    private void sendEvent() {
        int size = event.limit();
        // a client that does not take it is disconnected, and leaves its group's list, in the middle of this
        for (int i = 0; i < receivers.size(); i++) {
            event.position(0).limit(size);
            receivers.get(i).session().event(event);
        }
        receivers.clear();
    }
}
