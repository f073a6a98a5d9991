package org.choros.totem.rrp;

import org.choros.totem.ring.RingEvent.Severity;

/**
 * What redundant rings tell the operator.
 *
 * @param severity how grave it is
 * @param link the link it is about
 * @param line the log line, in corosync's words
 */
public record RedundancyEvent(Severity severity, int link, String line) {
}
