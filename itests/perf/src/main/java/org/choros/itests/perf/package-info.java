/** The benchmark: C corosync, Choros and JGroups in turns, in one run. */
package org.choros.itests.perf;
