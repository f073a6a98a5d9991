package org.choros.totem.ring;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.choros.wire.totem.Dialect;
import org.choros.wire.totem.PacketText;
import org.choros.wire.totem.Processor;

/** Writes what a {@link Seat} sees so that tests can compare it. */
final class SeatText {
    private static final Pattern LISTS = Pattern.compile("(.* wants )(.*)( failed )(.*)( seq .*)");

    private SeatText() {
    }

    /** Line by line; a line that repeats is counted. */
    static String lines(List<String> log) {
        StringBuilder text = new StringBuilder();
        for (int i = 0, same = 1; i < log.size(); i++, same++) {
            if (i + 1 == log.size() || !log.get(i).equals(log.get(i + 1))) {
                text.append(same == 1 ? "" : same + " times ").append(log.get(i)).append('\n');
                same = 0;
            }
        }
        return text.toString();
    }

    static String packet(Dialect dialect, ByteBuffer packet) {
        ByteBuffer copy = ByteBuffer.allocate(packet.remaining());
        copy.put(0, packet, packet.position(), packet.remaining());
        String text = PacketText.of(dialect, copy);
        Matcher lists = LISTS.matcher(text);
        return lists.matches()
                ? lists.group(1) + sorted(lists.group(2)) + lists.group(3) + sorted(lists.group(4)) + lists.group(5)
                : text;
    }

    /** The lists of a join are compared as sets, and in dialect 2 their order is not that of dialect 3. */
    private static String sorted(String list) {
        return Arrays.stream(list.split(" ")).sorted().collect(Collectors.joining(" "));
    }

    static String list(List<Processor> processors) {
        return processors.isEmpty()
                ? "-"
                : processors.stream().map(Processor::toString).collect(Collectors.joining(" "));
    }
}
