/** The Choros API: errors and what all services share. */
@Export
@Version("0.1.0")
package org.choros.base;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
