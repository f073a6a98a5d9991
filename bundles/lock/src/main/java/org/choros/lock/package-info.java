/** The Choros API: locks of the whole cluster, with fencing tokens and leases, and elections of a leader. */
@Export
@Version("0.1.0")
package org.choros.lock;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
