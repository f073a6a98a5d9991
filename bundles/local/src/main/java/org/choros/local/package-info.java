/** The Choros services for programs in the node's own JVM. */
@Export
@Version("0.1.0")
package org.choros.local;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
