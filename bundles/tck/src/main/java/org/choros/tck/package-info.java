/**
 * Compliance test kits of the Choros SPI. Who writes a transport extends
 * {@link org.choros.tck.TransportComplianceTest}, who writes a packet crypto
 * {@link org.choros.tck.CryptoComplianceTest}, and JUnit 5 does the rest.
 */
@Export
@Version("1.0.0")
package org.choros.tck;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
