/**
 * Rings inside one JVM. The transport {@code local} needs no code; tests find the network of their nodes by
 * {@link org.choros.transport.local.LocalHub#named} and break it as they like.
 */
@Export
@Version("0.1.0")
package org.choros.transport.local;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
