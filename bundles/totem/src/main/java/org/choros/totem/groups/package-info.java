/** Packing, fragments and groups over a ring. Pure. */
@Export
@Version("0.1.0")
package org.choros.totem.groups;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
