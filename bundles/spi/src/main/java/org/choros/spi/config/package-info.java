/** The Choros SPI: where a node's configuration comes from. */
@Export
@Version("0.1.0")
package org.choros.spi.config;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
