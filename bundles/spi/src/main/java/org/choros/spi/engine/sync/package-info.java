/**
 * Helpers for engines that keep one state on all nodes: agreeing on a version, and carrying the state to who lacks it.
 */
@Export
@Version("1.0.0")
package org.choros.spi.engine.sync;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
