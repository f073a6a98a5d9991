/** The messages between clients and the lock service, as bytes: what both ends of a connection share. */
@Export
@Version("0.1.0")
package org.choros.engine.lock.ipc;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
