package org.choros.tools.notifyd;

import java.io.IOException;
import java.io.OutputStream;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;

import org.choros.client.ChorosClient;
import org.choros.posix.HostName;
import org.choros.posix.PosixException;
import org.choros.posix.Processes;

/** Watches a node and tells what happens, until the node is gone. */
public final class NotifyDaemon {
    private static final long NS_A_MS = 1_000_000;

    private final Settings settings;
    private final EventLog log;

    /**
     * @param settings what is told to whom
     * @param err takes what is printed
     * @throws PosixException when there is no socket to be had
     */
    public NotifyDaemon(Settings settings, OutputStream err) throws PosixException {
        this.settings = settings;
        SystemLog syslog = new SystemLog(SystemLog.SOCKET, Processes.pid(), LocalDateTime::now);
        log = new EventLog(settings.print() ? err : null, syslog);
    }

    /**
     * Logs why there is nothing to be done.
     *
     * @param text the reason
     */
    public void refuse(String text) {
        log.error(text);
    }

    /**
     * Watches the node; a signal is what ends it otherwise.
     *
     * @param client how to reach the node
     */
    public void run(ChorosClient client) {
        List<NoticeSink> sinks = new ArrayList<>();
        if (settings.log()) {
            sinks.add(log);
        }
        try (TrapSink traps = traps()) {
            if (traps != null) {
                sinks.add(traps);
            }
            Watch watch = new Watch(client, HostName.local(), settings.resolve(),
                    notice -> sinks.forEach(sink -> sink.tell(notice)));
            watch.begin();
            ReadyNotice.send(System.getenv("NOTIFY_SOCKET"), log::error);
            watch.watch();
        } catch (Watch.WatchException | IOException e) {
            log.error(e.getMessage());
        }
    }

    private TrapSink traps() throws IOException {
        if (settings.manager() == null) {
            return null;
        }
        long startNs = System.nanoTime();
        return new TrapSink(settings.manager(), settings.port(), settings.community(),
                () -> (System.nanoTime() - startNs) / NS_A_MS, log::error);
    }
}
