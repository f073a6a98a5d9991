/** The named properties of the cluster, checked from outside the nodes. */
package org.choros.itests.checkers;
