/** The Choros SPI: what an IPC server plug-in implements and what it is given. */
@Export
@Version("0.1.0")
package org.choros.spi.ipc;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
