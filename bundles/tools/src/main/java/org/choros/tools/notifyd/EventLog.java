package org.choros.tools.notifyd;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** Writes notices and errors as lines: to standard error, if that is wanted, and to syslog. */
final class EventLog implements NoticeSink {
    private final OutputStream err;
    private final SystemLog syslog;

    /**
     * @param err takes all lines, null when nobody reads them
     * @param syslog takes them, too
     */
    EventLog(OutputStream err, SystemLog syslog) {
        this.err = err;
        this.syslog = syslog;
    }

    @Override
    public void tell(Notice notice) {
        write(SystemLog.NOTICE, "[notice] " + notice.text());
    }

    void error(String text) {
        write(SystemLog.ERROR, "[error] " + text);
    }

    private void write(int severity, String line) {
        syslog.send(severity, line);
        if (err != null) {
            try {
                err.write((line + "\n").getBytes(StandardCharsets.UTF_8));
                err.flush();
            } catch (IOException e) {
                // who has read it has left; syslog has the line
                return;
            }
        }
    }
}
