/** corosync-notifyd: what happens in the cluster, as log lines and SNMP traps. */
package org.choros.tools.notifyd;
