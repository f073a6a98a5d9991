package org.choros.local;

import java.nio.ByteBuffer;

import org.choros.base.CsError;
import org.choros.wire.ipc.CpgRequest;
import org.choros.wire.ipc.IpcError;
import org.choros.wire.ipc.IpcMessage;

/**
 * Hands one message after the other to cpg, long ones in pieces. What cpg does not take now is kept and handed over
 * again if its sender is patient. For the ring thread.
 */
final class Outgoing {
    /** Longer messages go in pieces, as with C clients. */
    static final int PIECE_MAX = IpcMessage.MAX_SIZE - 1024;
    // corosync's guarantee "agreed"; it orders everything so, whatever is asked
    private static final int AGREED = 2;

    /** The way to cpg. */
    interface Way {
        /**
         * @param request the request, position to limit
         * @return the error of its answer
         */
        int ask(ByteBuffer request);
    }

    private final Way way;
    private final LocalMemory memory = new LocalMemory();
    private ByteBuffer execute;
    private Request current;
    private int done;

    Outgoing(Way way) {
        this.way = way;
    }

    LocalMemory memory() {
        return memory;
    }

    /** Whether there is no message under way. */
    boolean idle() {
        return current == null;
    }

    void begin(Request message) {
        current = message;
        done = 0;
    }

    /**
     * Goes on with the message.
     *
     * @return false when cpg takes nothing now: to be called again a little later
     */
    boolean step() {
        byte[] message = current.message();
        if (current.over()) {
            end(CsError.INTERRUPT);
        } else if (current.sender().over() != null) {
            end(current.sender().over());
        } else if (message.length <= PIECE_MAX) {
            return judge(whole(message), message.length);
        } else {
            int length = Math.min(PIECE_MAX, message.length - done);
            return judge(way.ask(piece(message, length)), length);
        }
        return true;
    }

    private int whole(byte[] message) {
        if (memory.token() == 0) {
            int error = way.ask(new CpgRequest.ZcAlloc(LocalMemory.SIZE, LocalMemory.PATH).encode());
            if (error != IpcError.OK || memory.token() == 0) {
                return error == IpcError.OK ? IpcError.NO_RESOURCES : error;
            }
            execute = new CpgRequest.ZcExecute(memory.token()).encode();
        }
        memory.show(message);
        int error = way.ask(execute.rewind());
        memory.showNothing();
        return error;
    }

    private ByteBuffer piece(byte[] message, int length) {
        int type = done == 0 ? CpgRequest.FIRST : CpgRequest.MIDDLE;
        if (done + length == message.length) {
            type = CpgRequest.LAST;
        }
        byte[] piece = new byte[length];
        System.arraycopy(message, done, piece, 0, length);
        return new CpgRequest.PartialMcast(AGREED, message.length, type, piece).encode();
    }

    private boolean judge(int error, int length) {
        if (current == null) {
            // the connection has ended under us, and the message with it
            return true;
        }
        switch (error) {
            case IpcError.OK -> {
                done += length;
                if (done >= current.message().length) {
                    end(CsError.OK);
                }
            }
            case IpcError.TRY_AGAIN -> {
                if (current.patient() || done > 0) {
                    // what has gone before would be in vain
                    return false;
                }
                end(CsError.TRY_AGAIN);
            }
            case IpcError.INTERRUPT -> {
                if (current.patient()) {
                    done = 0;
                } else {
                    end(CsError.INTERRUPT);
                }
            }
            default -> end(CsError.of(error));
        }
        return true;
    }

    /** Ends the message that is under way, if there is one. */
    void end(CsError how) {
        Request ended = current;
        current = null;
        if (ended != null) {
            ended.sender().settled(ended);
            ended.end(how);
            ended.forget();
        }
    }
}
