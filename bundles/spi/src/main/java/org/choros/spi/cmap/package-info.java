/** The Choros SPI: the in-memory configuration map (icmap) that all parts of a node share. */
@Export
@Version("0.1.0")
package org.choros.spi.cmap;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
