/** The bytes of libqb's local IPC: set-up messages, message headers, shared-memory rings. Pure views, little-endian. */
@Export
@Version("0.1.0")
package org.choros.wire.qb;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
