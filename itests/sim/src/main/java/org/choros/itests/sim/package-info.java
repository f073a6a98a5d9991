/** Whole clusters of the pure core with simulated time, network and storage; everything from one seed. */
package org.choros.itests.sim;
