/** The Choros SPI: what a transport plug-in implements and what it is given. */
@Export
@Version("0.1.0")
package org.choros.spi.transport;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
