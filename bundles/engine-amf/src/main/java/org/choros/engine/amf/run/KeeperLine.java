package org.choros.engine.amf.run;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

import org.choros.engine.amf.supervise.JobSpec;

/** A line between us and the keeper: fields with a blank between them; {@code %XX} is a byte, {@code %} is nothing. */
final class KeeperLine {
    private static final String PLAIN = "_.,:;()/=@+\"'-";
    private static final int HEX = 16;
    private static final int NS_PER_US = 1_000;
    private static final int NS_PER_MS = 1_000_000;

    private final StringBuilder text;

    private KeeperLine(String verb) {
        text = new StringBuilder(verb);
    }

    static KeeperLine of(String verb, Object... fields) {
        KeeperLine line = new KeeperLine(verb);
        for (Object f : fields) {
            line.add(f.toString());
        }
        return line;
    }

    /** What runs a command. */
    static String run(long job, JobSpec.Command c) {
        return of("run", job, c.user(), c.directory(), c.output(), c.care().heartbeatNs() / NS_PER_US)
                .environment(c.environment()).words(c.words()).toString();
    }

    /** What takes the effect of a command back when we have gone. */
    static String will(String key, JobSpec.Command c) {
        return of("will", key, c.care().stopNs() / NS_PER_MS, c.user(), c.directory(), c.output())
                .environment(c.environment()).words(c.care().undo()).toString();
    }

    private KeeperLine environment(Map<String, String> environment) {
        environment.forEach((name, value) -> add(name + '=' + value));
        return this;
    }

    private KeeperLine words(List<String> words) {
        text.append(" --");
        words.forEach(this::add);
        return this;
    }

    private KeeperLine add(String field) {
        text.append(' ');
        if (field.isEmpty()) {
            text.append('%');
        }
        for (byte b : field.getBytes(StandardCharsets.UTF_8)) {
            boolean letter = b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z' || b >= '0' && b <= '9';
            if (letter || PLAIN.indexOf(b) >= 0) {
                text.append((char) b);
            } else {
                text.append('%').append(Character.toUpperCase(Character.forDigit(b >> 4 & 0xF, HEX)))
                        .append(Character.toUpperCase(Character.forDigit(b & 0xF, HEX)));
            }
        }
        return this;
    }

    /** A field's text; what is no escape stays as it is. */
    static String decode(String field) {
        if (field.equals("%")) {
            return "";
        }
        byte[] in = field.getBytes(StandardCharsets.UTF_8);
        byte[] out = new byte[in.length];
        int n = 0;
        for (int i = 0; i < in.length; i++) {
            int high = in[i] == '%' && i + 2 < in.length ? Character.digit(in[i + 1], HEX) : -1;
            int low = high < 0 ? -1 : Character.digit(in[i + 2], HEX);
            if (low >= 0) {
                out[n++] = (byte) (high << 4 | low);
                i += 2;
            } else {
                out[n++] = in[i];
            }
        }
        return new String(out, 0, n, StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
