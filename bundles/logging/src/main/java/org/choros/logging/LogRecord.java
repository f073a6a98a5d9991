package org.choros.logging;

import org.choros.spi.log.LogLevel;

/**
 * One thing to be logged.
 *
 * @param level how grave
 * @param subsystem whose
 * @param text what
 * @param epochMillis when, milliseconds since 1970
 */
record LogRecord(LogLevel level, String subsystem, String text, long epochMillis) {
}
