package org.choros.logging;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.time.ZoneId;

import org.choros.posix.HostName;
import org.choros.spi.cmap.IcMap;
import org.choros.spi.log.LogSinkFactory;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/** Logs as corosync does, by the {@code logging} keys of a node; the service of this bundle. */
@Component
public final class CorosyncLogSinkFactory implements LogSinkFactory {
    private static final SyslogTransport NOWHERE = new SyslogTransport() {
        @Override
        public void send(byte[] datagram) {
            // there is no way to the system's log
        }

        @Override
        public void close() {
            // nothing was opened
        }
    };

    private final LogPlace place;

    /** Logs of this process on this machine. */
    @Activate
    public CorosyncLogSinkFactory() {
        this(new LogPlace(hostName(), ProcessHandle.current().pid(), ZoneId.systemDefault(),
                new FileOutputStream(FileDescriptor.err), CorosyncLogSinkFactory::devLog));
    }

    CorosyncLogSinkFactory(LogPlace place) {
        this.place = place;
    }

    @Override
    public Opened open(IcMap map, int dialect) {
        return CorosyncLog.open(map, dialect, place, CorosyncLog.BOUND);
    }

    private static String hostName() {
        try {
            return HostName.local();
        } catch (IOException | LinkageError e) {
            return "localhost";
        }
    }

    /** Where native calls are missing, lines still go to stderr and files. */
    private static SyslogTransport devLog() {
        try {
            return new DevLog(DevLog.SOCKET);
        } catch (IOException | LinkageError e) {
            return NOWHERE;
        }
    }
}
