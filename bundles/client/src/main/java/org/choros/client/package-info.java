/** The Choros client: the API for programs outside the node, over local IPC, to Choros and to C corosync. */
@Export
@Version("0.3.0")
package org.choros.client;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
