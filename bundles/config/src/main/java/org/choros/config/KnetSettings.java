package org.choros.config;

/**
 * What all knet links share, dialect 3 only.
 *
 * @param linkMode {@code passive}, {@code active} or {@code rr}
 * @param pmtudIntervalSeconds between runs of the path MTU discovery
 * @param mtu the fixed data MTU, 0 for discovery
 * @param compressionModel the compression, {@code none} for none
 * @param compressionThreshold smallest packet to compress, bytes
 * @param compressionLevel the level, model dependent
 */
public record KnetSettings(String linkMode, long pmtudIntervalSeconds, long mtu, String compressionModel,
        long compressionThreshold, int compressionLevel) {
}
