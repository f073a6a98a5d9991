package org.choros.spi.engine;

/**
 * What a host says of its memory and its load. A fault text stands where numbers could not be read.
 *
 * @param takenNs when it was read, by the clock that the engines are given
 * @param memoryKb the host's memory in KiB
 * @param memoryFreeKb memory that holds nothing
 * @param cachedKb memory that holds copies of files
 * @param swapKb swap space
 * @param swapFreeKb swap space that holds nothing
 * @param memoryFault why memory and swap are not known, or null
 * @param load15 processes that ran or wanted to, averaged over 15 minutes
 * @param loadFault why the load is not known, or null
 */
public record HostReading(long takenNs, long memoryKb, long memoryFreeKb, long cachedKb, long swapKb, long swapFreeKb,
        String memoryFault, double load15, String loadFault) {
}
