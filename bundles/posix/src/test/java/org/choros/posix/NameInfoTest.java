package org.choros.posix;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.InetAddress;

import org.junit.jupiter.api.Test;

final class NameInfoTest {
    @Test
    void theLoopbackAddressIsLocalhost() throws Exception {
        assertEquals("localhost", NameInfo.host(InetAddress.getByAddress(new byte[]{127, 0, 0, 1})));
    }
}
