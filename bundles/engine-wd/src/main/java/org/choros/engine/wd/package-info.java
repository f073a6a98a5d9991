/** The watchdog service; the factory is what the node and tests make engines with. */
@Export
@Version("0.1.0")
package org.choros.engine.wd;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
