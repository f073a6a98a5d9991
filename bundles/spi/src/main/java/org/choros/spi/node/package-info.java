/** The Choros SPI: a node as those see it who live in its JVM. */
@Export
@Version("0.1.0")
package org.choros.spi.node;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
