/** Configuration: corosync.conf to keys, keys to checked settings, and the difference of two configurations. Pure. */
@Export
@Version("0.1.0")
package org.choros.config;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
