/** The messages between clients and the services of a node: cmap, cfg, cpg, quorum and votequorum. */
@Export
@Version("0.1.0")
package org.choros.wire.ipc;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
