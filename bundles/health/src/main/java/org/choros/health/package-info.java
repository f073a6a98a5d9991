/** Felix health checks of the nodes of a framework. */
package org.choros.health;
