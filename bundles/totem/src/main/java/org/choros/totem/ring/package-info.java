/** The single-ring protocol: ordering, flow control, membership, recovery. Pure. */
@Export
@Version("0.1.0")
package org.choros.totem.ring;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
