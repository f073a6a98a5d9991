package org.choros.itests.sim.scripts;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.choros.wire.totem.Dialect;
import org.choros.wire.totem.PacketText;
import org.junit.jupiter.api.Test;

/** Spec 4.18: the script of the worked trace has the packets that two real daemons were recorded with. */
class RecordedTraceTest {
    private static final Pattern PACKET = Pattern.compile("\"hex\":\"([0-9a-f]+)\"");
    private static final Pattern LINE = Pattern.compile(" +[0-9.]+  (\\d)>[*\\d] +((COMMIT|TOKEN|MCAST) .*)");

    private static String read(String name) throws IOException {
        try (InputStream in = RecordedTraceTest.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** The payloads were others. */
    private static String withoutLength(String packet) {
        return packet.replaceFirst(" \\d+ bytes", "");
    }

    /** From the first commit token to the token that made node 3 operational. */
    private static List<String> recovery(List<String> packets) {
        List<String> part = new ArrayList<>();
        for (String packet : packets) {
            if (packet.startsWith("COMMIT") || packet.startsWith("TOKEN ring 2.11") || packet.contains(" carries ")) {
                part.add(withoutLength(packet));
            }
            if (packet.startsWith("TOKEN ring 2.11 tseq 11 ")) {
                break;
            }
        }
        return part;
    }

    @Test
    void theScriptHasTheRecordedPackets() throws IOException {
        List<String> recorded = new ArrayList<>();
        Matcher packets = PACKET.matcher(read("/vectors/totem/totem-3.1.7-udpu-trace-recovery.jsonl"));
        while (packets.find()) {
            ByteBuffer bytes = ByteBuffer.wrap(HexFormat.of().parseHex(packets.group(1)));
            String text = PacketText.of(Dialect.V3, bytes);
            if (recorded.isEmpty() || !recorded.get(recorded.size() - 1).equals(text)) {
                recorded.add(text);
            }
        }
        List<String> script = new ArrayList<>();
        read("/scripts/recovery-with-messages-missing.txt").lines().map(LINE::matcher).filter(Matcher::matches)
                .forEach(m -> script.add(m.group(2)));
        assertEquals(String.join("\n", recovery(recorded)), String.join("\n", recovery(script)));
        assertEquals(34, recovery(script).size());
    }
}
