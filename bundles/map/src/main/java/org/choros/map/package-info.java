/** Maps that the members of a process group have alike. */
@Export
@Version("0.1.0")
package org.choros.map;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
