package org.choros.itests.sim.scripts;

import org.choros.totem.ring.Ring;
import org.choros.totem.rrp.RedundantRings;

/** What a script can do with a process. */
interface ScriptDaemon {
    Ring ring();

    RedundantRings redundancy();

    void start();

    /** Operational with the synchronisation over. */
    boolean isReady();

    boolean isSynchronising();

    /** How it stands, behind its state. */
    String stateLine();

    boolean isPaused();

    void pause();

    /** It runs again: the event loop reads what waits in the sockets, then looks at the timers that are due. */
    void resume();

    /** Token visits since the start. */
    int visits();

    void onPacket(int link, byte[] packet);

    /** A client's message; false when there is no room. */
    boolean send(byte[] message);

    /** Ends in order. */
    void leave();

    long nextDeadlineNs();

    void onDeadline();
}
