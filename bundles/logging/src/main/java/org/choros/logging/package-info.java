/** corosync's log lines: targets, filters and formats by the keys of the {@code logging} section. */
package org.choros.logging;
