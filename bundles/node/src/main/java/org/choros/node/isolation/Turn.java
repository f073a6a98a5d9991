package org.choros.node.isolation;

/**
 * The engine's turn in a synchronisation as the ring thread sees it: the answer comes later than the question.
 *
 * <pre>
 * none --asked--&gt; asked --no--&gt; ready to be asked again --asked--&gt; ...
 *                   +----yes--&gt; over, as soon as its messages have gone out
 *      any --membership change--&gt; none: answers to what was asked before do not count
 * </pre>
 */
final class Turn {
    private enum State {
        NONE, ASKED, NOT_YET, OVER
    }

    private State state = State.NONE;
    /** For the engine's thread, too: a question of another epoch needs no answer any more. */
    private volatile int epoch;
    private boolean waiting;
    private long progressNs;

    /** The membership changes, or the turn has ended. */
    void reset() {
        epoch++;
        state = State.NONE;
        waiting = false;
    }

    int epoch() {
        return epoch;
    }

    /** Whether the engine is to be asked now. */
    boolean mayAsk() {
        return state == State.NONE || state == State.NOT_YET;
    }

    void asked(long nowNs) {
        progressNs = state == State.NONE ? nowNs : progressNs;
        state = State.ASKED;
    }

    /**
     * The engine has answered.
     *
     * @param of the epoch of the question
     * @param done whether it has sent everything
     * @param forOther whether it waits for another node, which has not ended its turn
     */
    void answered(int of, boolean done, boolean forOther) {
        if (of == epoch && state == State.ASKED) {
            state = done ? State.OVER : State.NOT_YET;
            waiting = forOther;
        }
    }

    /** Something that it has sent has gone out. */
    void progress(long nowNs) {
        progressNs = nowNs;
    }

    boolean isOver() {
        return state == State.OVER;
    }

    boolean isRunning() {
        return state == State.ASKED || state == State.NOT_YET;
    }

    /** When patience with a running turn ends: who waits for another, whose patience ends first, is given more. */
    long endNs(Limits limits) {
        return progressNs + limits.limitNs() * (waiting ? Limits.WAITING_FACTOR : 1);
    }

    long progressNs() {
        return progressNs;
    }
}
