/**
 * The Choros SPI: what a transport plug-in implements and what it is given. A transport carries packets between the
 * processors of a ring; which of them it loses is its own affair, but not in which order and on which thread it hands
 * over the others. {@link org.choros.spi.transport.Transport} is the contract, the compliance test kit
 * {@code org.choros.tck} checks it.
 */
@Export
@Version("1.0.0")
package org.choros.spi.transport;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
