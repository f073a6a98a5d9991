/** Redundant rings of dialect 2: one Totem ring over one or two networks, without threads, sockets or clocks. */
@Export
@Version("0.1.0")
package org.choros.totem.rrp;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
