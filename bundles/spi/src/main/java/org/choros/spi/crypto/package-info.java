/** The Choros SPI: what a packet crypto plug-in implements. */
@Export
@Version("0.1.0")
package org.choros.spi.crypto;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
