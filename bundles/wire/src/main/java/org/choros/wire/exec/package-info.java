/** Node-to-node messages of the services: 16-byte header, then fields, little-endian. */
@Export
@Version("0.1.0")
package org.choros.wire.exec;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
