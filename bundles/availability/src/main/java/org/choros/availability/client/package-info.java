/** The availability manager over a connection to a node, by IPC or within its JVM. */
@Export
@Version("0.2.0")
package org.choros.availability.client;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
