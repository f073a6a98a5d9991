package org.choros.spi.cmap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

/** The events of a join, a leave and a return as a watcher of the real daemon saw them (ipc 3.9). */
final class MemberKeysTest {
    @Test
    void shouldTellOfJoinLeaveAndReturn() throws UnknownHostException {
        IcMap map = new IcMap();
        List<String> events = new ArrayList<>();
        map.track("runtime.members.", 15, (event, key, now, old) -> events.add(event + " " + key + " " + now));
        List<InetAddress> at = List.of(InetAddress.getByAddress(new byte[]{10, 99, 1, 2}));
        assertFalse(MemberKeys.isJoined(map, 3, 2));
        MemberKeys.joined(map, 3, 2, at);
        assertTrue(MemberKeys.isJoined(map, 3, 2));
        MemberKeys.left(map, 3, 2);
        assertFalse(MemberKeys.isJoined(map, 3, 2));
        MemberKeys.joined(map, 3, 2, at);
        assertEquals(List.of("4 runtime.members.2.ip (str) = r(0) ip(10.99.1.2) ",
                "4 runtime.members.2.join_count (u32) = 1", "4 runtime.members.2.status (str) = joined",
                "2 runtime.members.2.status (str) = left", "2 runtime.members.2.join_count (u32) = 2",
                "2 runtime.members.2.status (str) = joined"), events);
    }

    @Test
    void shouldUseTheLongNamesOf24() {
        assertEquals("runtime.totem.pg.mrp.srp.members.3232235777.", MemberKeys.prefix(2, 0xC0A80101));
    }
}
