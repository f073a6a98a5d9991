/** Engines that misbehave, in real nodes. */
package org.choros.itests.embedded.isolation;
