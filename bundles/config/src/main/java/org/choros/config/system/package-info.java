/** The real machine for configuration: files, resolver, interfaces, user database through the JDK. */
@Export
@Version("0.1.0")
package org.choros.config.system;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
