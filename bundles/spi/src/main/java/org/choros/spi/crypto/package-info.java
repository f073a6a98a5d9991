/**
 * The Choros SPI: what a packet crypto plug-in implements. {@link org.choros.spi.crypto.PacketCrypto} is the contract,
 * the compliance test kit {@code org.choros.tck} checks it.
 */
@Export
@Version("1.0.0")
package org.choros.spi.crypto;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
