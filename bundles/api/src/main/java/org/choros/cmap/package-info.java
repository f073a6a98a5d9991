/** The Choros API: the configuration map of a node and its statistics. */
@Export
@Version("0.1.0")
package org.choros.cmap;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
