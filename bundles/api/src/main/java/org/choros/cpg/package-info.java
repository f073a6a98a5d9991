/** The Choros API: closed process groups, messages in one order for all members. */
@Export
@Version("0.2.0")
package org.choros.cpg;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
