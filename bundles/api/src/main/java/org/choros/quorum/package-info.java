/** The Choros API: quorum and votes. */
@Export
@Version("0.1.0")
package org.choros.quorum;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
