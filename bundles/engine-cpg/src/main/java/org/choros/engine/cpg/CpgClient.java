package org.choros.engine.cpg;

import java.nio.ByteBuffer;

import org.choros.spi.engine.ClientSession;

/** What cpg knows of one connection, which is in at most one group at a time. */
final class CpgClient {
    /** How far a connection is in a group; the steps between take the time until a message of ours comes back. */
    enum State {
        /** In no group. */
        UNJOINED,
        /** Its leave is on the way; still told everything. */
        LEAVE_STARTED,
        /** Its join is on the way. */
        JOIN_STARTED,
        /** A member. */
        JOIN_COMPLETED
    }

    private final ClientSession session;
    private final Iterations iterations = new Iterations();
    private final ZeroCopy zeroCopy = new ZeroCopy();
    private State state = State.UNJOINED;
    private Group group;
    private int pid;
    private boolean wantsRing;
    private boolean ringTold;
    private boolean finished;
    private long changes;
    private long changesAtFirst;

    CpgClient(ClientSession session) {
        this.session = session;
    }

    ClientSession session() {
        return session;
    }

    Iterations iterations() {
        return iterations;
    }

    ZeroCopy zeroCopy() {
        return zeroCopy;
    }

    State state() {
        return state;
    }

    /** The group that it is in or on the way into or out of; null when unjoined. */
    Group group() {
        return group;
    }

    int pid() {
        return pid;
    }

    /** Whether it may send: what it sends before its own join is back is delivered after it. */
    boolean mayMulticast() {
        return state == State.JOIN_STARTED || state == State.JOIN_COMPLETED;
    }

    /** Whether it is told of the messages and changes of its group. */
    boolean isTold() {
        return !finished && (state == State.JOIN_COMPLETED || state == State.LEAVE_STARTED);
    }

    boolean is(int process, GroupName name) {
        return group != null && pid == process && group.name().equals(name);
    }

    void joining(Group wanted, int process, boolean ring) {
        group = wanted;
        pid = process;
        wantsRing |= ring;
        state = State.JOIN_STARTED;
        wanted.clients().add(this);
    }

    void joined() {
        if (state == State.JOIN_STARTED) {
            state = State.JOIN_COMPLETED;
        }
    }

    void leaving() {
        state = State.LEAVE_STARTED;
    }

    /** It is in no group any more. */
    void left() {
        if (group != null) {
            group.clients().remove(this);
        }
        group = null;
        pid = 0;
        state = State.UNJOINED;
    }

    boolean isFinished() {
        return finished;
    }

    /** It has said that it is about to close, and takes no more events. */
    void finish() {
        finished = true;
    }

    /** A change of its group, as the event is encoded. */
    void tellChange(ByteBuffer event) {
        changes++;
        session.event(event.rewind());
    }

    /** A change of the ring, as the event is encoded. */
    void tellRing(ByteBuffer event) {
        if (!finished) {
            session.event(event.rewind());
        }
    }

    /** Whether it asked for the ring with its join; true once a connection. */
    boolean takeWantsRing() {
        boolean wanted = wantsRing && !finished && !ringTold;
        ringTold |= wanted;
        return wanted;
    }

    /** The first part of a long message: from now on a change of the group spoils it. */
    void beginParts() {
        changesAtFirst = changes;
    }

    boolean partsSpoilt() {
        return changes != changesAtFirst;
    }
}
