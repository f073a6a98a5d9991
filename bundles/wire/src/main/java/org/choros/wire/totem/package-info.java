/** The bytes of every Totem packet, both dialects: identities, views, validation. */
@Export
@Version("0.1.0")
package org.choros.wire.totem;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
