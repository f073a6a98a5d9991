package org.choros.engine.amf.supervise;

/** Is told what happens on this node, for the log and the ledger. */
public interface ExecutorListener {
    /**
     * A unit of this node is given up.
     *
     * @param unit the unit's id
     * @param why the cause
     */
    void unitFailed(String unit, String why);

    /**
     * A unit of this node is restarted.
     *
     * @param unit the unit's id
     * @param why the cause
     */
    void unitRestarted(String unit, String why);

    /**
     * Too many units of this node were given up: it is to be taken out.
     *
     * @param group the group whose limit it was
     */
    void nodeFailed(String group);

    /**
     * Something cannot be stopped.
     *
     * @param slot what
     * @param why the cause
     */
    void stuck(Slot slot, String why);

    /**
     * A component has come to another state. Called in the middle of things: only to be noted.
     *
     * @param now how it is now
     * @param before how it was
     */
    void component(ComponentState now, Presence before);
}
