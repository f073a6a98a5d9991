/** The Choros API: what is kept available in the cluster, how it is, and what operators ask of it. */
@Export
@Version("0.2.0")
package org.choros.availability;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
