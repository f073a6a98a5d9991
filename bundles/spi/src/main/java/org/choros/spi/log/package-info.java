/** The Choros SPI: where a node's log records go. */
@Export
@Version("0.1.0")
package org.choros.spi.log;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
