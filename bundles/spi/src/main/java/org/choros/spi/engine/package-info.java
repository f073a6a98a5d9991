/** The engine SPI: what a service engine implements and what it is given. */
@Export
@Version("1.2.0")
package org.choros.spi.engine;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
