package org.choros.logging;

import java.io.OutputStream;
import java.time.ZoneId;
import java.util.function.Supplier;

/**
 * Where we run, as log lines show it, and the targets that are no files.
 *
 * @param host the kernel's node name
 * @param pid our process id
 * @param zone the time zone of time stamps
 * @param stderr the standard error stream
 * @param syslog opens the way to the system's log
 */
record LogPlace(String host, long pid, ZoneId zone, OutputStream stderr, Supplier<SyslogTransport> syslog) {
}
