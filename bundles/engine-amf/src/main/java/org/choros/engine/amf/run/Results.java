package org.choros.engine.amf.run;

import org.choros.engine.amf.supervise.Outcome;
import org.choros.spi.log.LogLevel;

/** Where it is told what has come of jobs. For any thread; nothing here waits. */
interface Results {
    /** Its command runs. */
    void started(long job);

    /** Its command, probe or call has ended. */
    void ended(long job, Outcome outcome);

    /** Nothing of it is left. */
    void gone(long job);

    /** Its processes have said what the protocol of systemd has words for. */
    void beat(long job, String what);

    /** What commands can be run has changed. */
    void changed();

    /** A line for the node's log. */
    void log(LogLevel level, String text);
}
