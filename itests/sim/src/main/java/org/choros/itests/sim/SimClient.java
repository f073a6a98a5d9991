package org.choros.itests.sim;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.Queue;

import org.choros.spi.engine.ClientSession;
import org.choros.wire.ipc.IpcMessage;

/** A client of one service: asks and counts. V10: every request is answered once, or the client is sent away. */
class SimClient implements ClientSession {
    private final World world;
    final int service;
    final String name;
    private final long id;
    private Object attachment;
    private int waiting;
    private boolean closed;
    private int lastError;
    private ByteBuffer lastAnswer;
    private long answers;
    private long events;
    /** Sent and not read yet: what is in the channel while the node holds its clients back. */
    private final Queue<ByteBuffer> unread = new ArrayDeque<>();
    private int flowLevel;

    SimClient(World world, int service, String name, long id) {
        this.world = world;
        this.service = service;
        this.name = name;
        this.id = id;
    }

    /** A request goes out that will be answered. */
    void asks() {
        waiting++;
    }

    boolean closed() {
        return closed;
    }

    /** As libqb keeps it for each connection: one that is opened later begins with 0. */
    void flowControl(int level) {
        flowLevel = level;
    }

    boolean isHeld() {
        return flowLevel > 0;
    }

    Queue<ByteBuffer> unread() {
        return unread;
    }

    int waiting() {
        return waiting;
    }

    int lastError() {
        return lastError;
    }

    ByteBuffer lastAnswer() {
        return lastAnswer;
    }

    @Override
    public int pid() {
        return 1000 + (int) id;
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
        if (closed) {
            return;
        }
        check("answer", message);
        answers++;
        if (--waiting < 0) {
            throw world.fail("V10", name + " gets answer " + answers + ", which it has not asked for");
        }
        lastError = IpcMessage.errorOf(message);
        byte[] bytes = new byte[message.remaining()];
        message.get(message.position(), bytes);
        lastAnswer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    @Override
    public void event(ByteBuffer message) {
        if (!closed) {
            check("event", message);
            events++;
            onEvent(message);
        }
    }

    /** An event, for those who look into it. */
    void onEvent(ByteBuffer message) {
        // counted, that is all
    }

    private void check(String what, ByteBuffer message) {
        if (!IpcMessage.isReply(message)) {
            throw world.fail("V10", name + " gets an " + what + " of " + message.remaining()
                    + " bytes whose header says something else");
        }
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
        end();
    }

    /** It ends by itself. */
    void end() {
        closed = true;
        unread.clear();
    }

    @Override
    public String toString() {
        return name + " waits for " + waiting + " of " + answers + " answers, " + events + " events, " + unread.size()
                + " not read";
    }
}
