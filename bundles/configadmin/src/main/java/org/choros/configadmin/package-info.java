/** Configurations of ConfigAdmin that all containers of a cluster have alike. */
@Export
@Version("0.1.0")
package org.choros.configadmin;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
