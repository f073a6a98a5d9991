/** The synchronisation of the services after a membership change. Pure. */
@Export
@Version("0.1.0")
package org.choros.totem.sync;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
