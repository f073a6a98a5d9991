package org.choros.tools.notifyd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.snmp4j.PDU;
import org.snmp4j.smi.Integer32;

/** Traps, byte for byte those that were recorded of corosync-notifyd 3.1.7, with its request ids and times. */
@Timeout(60)
final class TrapSinkTest {
    private static final int REQUEST_ID = 4;
    private static final List<Notice> NOTICES = List.of(new Notice.Node("node2-b", 2, "10.56.0.2", "joined"),
            new Notice.Quorum("node1", 1, true), link(1, true), link(0, true), link(1, false), link(1, true),
            link(0, false), link(1, false), new Notice.Node("node2-b", 2, "10.56.0.2", "left"),
            new Notice.Quorum("node1", 1, false));

    private final List<String> errors = new ArrayList<>();
    private long uptimeMs;

    private static Notice link(int number, boolean up) {
        return new Notice.Link("node1", 1, number, 2, up);
    }

    private TrapSink sink(String host, int port, String community) throws IOException {
        return new TrapSink(host, port, community, () -> uptimeMs, errors::add);
    }

    private static int at(byte[] bytes, byte... part) {
        int at = 0;
        while (!Arrays.equals(bytes, at, at + part.length, part, 0, part.length)) {
            at++;
        }
        return at;
    }

    private static int number(byte[] bytes, int at) {
        return (bytes[at] & 0xFF) << 24 | (bytes[at + 1] & 0xFF) << 16 | (bytes[at + 2] & 0xFF) << 8
                | bytes[at + 3] & 0xFF;
    }

    @Test
    void trapsOf31() throws IOException {
        List<String> recorded = Recorded.lines("tools-3.1.7-notifyd-traps.txt");
        assertEquals(2 * NOTICES.size(), recorded.size());
        try (TrapSink sink = sink("localhost", 162, "public")) {
            for (int i = 0; i < NOTICES.size(); i++) {
                assertEquals(recorded.get(2 * i), "[notice] " + NOTICES.get(i).text());
                byte[] datagram = HexFormat.of().parseHex(recorded.get(2 * i + 1));
                // an empty community, then the PDU
                int from = at(datagram, (byte) 4, (byte) 0, (byte) 0xA7) + 2;
                int id = at(datagram, (byte) 2, (byte) REQUEST_ID) + 2;
                int ticks = at(datagram, (byte) 0x43, (byte) 4) + 2;
                uptimeMs = 10L * number(datagram, ticks);
                PDU trap = sink.trap(NOTICES.get(i));
                trap.setRequestID(new Integer32(number(datagram, id)));
                ByteArrayOutputStream bytes = new ByteArrayOutputStream();
                trap.encodeBER(bytes);
                assertEquals(HexFormat.of().formatHex(datagram, from, datagram.length),
                        HexFormat.of().formatHex(bytes.toByteArray()));
            }
        }
    }

    @Test
    void trapsAreSentWithTheirCommunity() throws IOException {
        try (DatagramSocket manager = new DatagramSocket(0, InetAddress.getLoopbackAddress());
                TrapSink sink = sink("127.0.0.1", manager.getLocalPort(), "secret")) {
            // more than 497 days
            uptimeMs = 10L * 0x1_0000_0007L;
            // none for programs
            sink.tell(new Notice.Connection("node1", 1, "0x1.2.x", true));
            sink.tell(new Notice.Ring("node1", 0xFFFF_FFFFL, 1, true));
            DatagramPacket packet = new DatagramPacket(new byte[1500], 1500);
            manager.receive(packet);
            String hex = HexFormat.of().formatHex(packet.getData(), 0, packet.getLength());
            assertTrue(hex.contains("0201010406736563726574a7"), hex);
            assertTrue(hex.contains("06082b06010201010300430107"), hex);
            assertTrue(hex.contains("060a2b060104018295200004"), hex);
            assertTrue(hex.contains("060a2b0601040182952001024205" + "00ffffffff"), hex);
            assertTrue(hex.contains("060a2b06010401829520013c020101"), hex);
            assertTrue(hex.endsWith("060a2b06010401829520013d04066661756c7479"), hex);
        }
        assertEquals(List.of(), errors);
    }

    @Test
    void whatCannotBeSentIsSaid() throws IOException {
        try (TrapSink sink = sink("[::", 162, "public")) {
            sink.tell(new Notice.Quorum("node1", 1, true));
        }
        assertEquals(1, errors.size());
        assertTrue(errors.get(0).startsWith("Failed to send an SNMP trap to [:: port 162: "), errors.get(0));
    }
}
