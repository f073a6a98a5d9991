/** Cluster locks with fencing tokens, leases and leader election. */
@Export
@Version("0.1.0")
package org.choros.engine.lock;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
