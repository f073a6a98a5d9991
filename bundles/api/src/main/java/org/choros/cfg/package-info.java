/** The Choros API: nodes, links, configuration and shutdown. */
@Export
@Version("0.1.0")
package org.choros.cfg;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
