/** The few system calls of Linux that Java lacks, each with its arguments checked and its error named. */
@Export
@Version("0.1.0")
package org.choros.posix;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
