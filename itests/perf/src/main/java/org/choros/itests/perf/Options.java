package org.choros.itests.perf;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * What is measured, and how often.
 *
 * @param hosts the numbers of hosts
 * @param sizes bytes of a message where throughput is measured
 * @param latencySizes bytes of a message where latency is measured
 * @param modes what is measured
 * @param subjects of whom; the first is what the others are compared with
 * @param rate messages a second of each host when paced
 * @param seconds how long each run is measured
 * @param warmMs how long each run goes on before that
 * @param repeat how often each row is measured of each subject
 * @param discard how often before that, for nothing but warmth
 * @param transport udpu or udp
 * @param before another distribution of Choros, null for none; its subject is "before"
 * @param json takes all figures, null for no file
 * @param folder takes the logs of what failed
 */
record Options(List<Integer> hosts, List<Integer> sizes, List<Integer> latencySizes, Set<Mode> modes,
        List<Subject> subjects, int rate, int seconds, int warmMs, int repeat, int discard,
        String transport, Path before, Path json, Path folder) {

    private static final int HOSTS_MAX = 8;
    private static final int SIZE_MIN = 48;
    private static final int SIZE_MAX = 1 << 19;
    private static final int SECONDS_MAX = 60;
    private static final int WARM_MS_MAX = 60_000;
    private static final int REPEAT_MAX = 50;
    private static final int RATE_MAX = 1_000_000;

    /** The options as they are read one by one. */
    private static final class Reader {
        private String hosts = "1,2,3,5";
        private String sizes = "64,1024,8192,65536,524288";
        private String latencySizes = "64,8192";
        private String subjects = "c,choros,client,local,jgroups";
        private String transport = "udpu";
        private Set<Mode> modes = EnumSet.allOf(Mode.class);
        private int rate = 1000;
        private int seconds = 2;
        private int warmMs = 500;
        private int repeat = 5;
        private int discard = 1;
        private Path before;
        private Path json;
        private Path folder = Path.of("target/perf");

        private void read(String name, String value) {
            switch (name) {
                case "--hosts" -> hosts = value;
                case "--sizes" -> sizes = value;
                case "--latency-sizes" -> latencySizes = value;
                case "--only" -> modes = EnumSet.of(Mode.valueOf(value.toUpperCase(Locale.ROOT)));
                case "--subjects" -> subjects = value;
                case "--rate" -> rate = number(name, value, 1, RATE_MAX);
                case "--seconds" -> seconds = number(name, value, 1, SECONDS_MAX);
                case "--warm" -> warmMs = number(name, value, 0, WARM_MS_MAX);
                case "--repeat" -> repeat = number(name, value, 1, REPEAT_MAX);
                case "--discard" -> discard = number(name, value, 0, REPEAT_MAX);
                case "--transport" -> transport = value;
                case "--before" -> before = Path.of(value).toAbsolutePath();
                case "--json" -> json = Path.of(value).toAbsolutePath();
                case "--folder" -> folder = Path.of(value);
                default -> throw new IllegalArgumentException("unknown option " + name);
            }
        }

        private Options options() {
            if (!"udp".equals(transport) && !"udpu".equals(transport)) {
                throw new IllegalArgumentException("transport is udp or udpu, not " + transport);
            }
            List<Integer> all = new ArrayList<>(numbers("--sizes", sizes, SIZE_MIN, SIZE_MAX));
            all.addAll(numbers("--latency-sizes", latencySizes, SIZE_MIN, SIZE_MAX));
            for (int size : all) {
                if (size % Long.BYTES != 0) {
                    throw new IllegalArgumentException("sizes are multiples of 8, not " + size);
                }
            }
            List<Subject> who = Arrays.stream(subjects.split(","))
                    .map(s -> Subject.valueOf(s.trim().toUpperCase(Locale.ROOT))).distinct().toList();
            boolean have = before != null && Files.isExecutable(before.resolve("sbin/corosync"));
            if (who.contains(Subject.BEFORE) && !have) {
                throw new IllegalArgumentException("subject before needs --before with the folder of a distribution");
            }
            return new Options(numbers("--hosts", hosts, 1, HOSTS_MAX), numbers("--sizes", sizes, SIZE_MIN, SIZE_MAX),
                    numbers("--latency-sizes", latencySizes, SIZE_MIN, SIZE_MAX), modes, who, rate, seconds, warmMs,
                    repeat, discard, transport, before, json, folder.toAbsolutePath());
        }
    }

    /**
     * @param args {@code --hosts 1,2,3,5 --sizes BYTES,... --latency-sizes BYTES,... --only throughput|closed|paced
     *            --subjects c,choros,client,local,jgroups --rate N --seconds N --warm MS --repeat N --discard N
     *            --transport udpu|udp --before PATH --json FILE --folder PATH}
     * @return the options
     */
    static Options parse(List<String> args) {
        Reader reader = new Reader();
        for (int i = 0; i < args.size(); i += 2) {
            if (i + 1 == args.size()) {
                throw new IllegalArgumentException(args.get(i) + " needs a value");
            }
            reader.read(args.get(i), args.get(i + 1));
        }
        return reader.options();
    }

    private static List<Integer> numbers(String name, String text, int least, int most) {
        return Arrays.stream(text.split(",")).map(s -> number(name, s.trim(), least, most)).distinct().toList();
    }

    private static int number(String name, String text, int least, int most) {
        int n;
        try {
            n = Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(name + " wants a number, not " + text, e);
        }
        if (n < least || n > most) {
            throw new IllegalArgumentException(name + " is from " + least + " to " + most + ", not " + n);
        }
        return n;
    }

    /** @return the rows for so many hosts */
    List<Row> rows(int count) {
        List<Row> rows = new ArrayList<>();
        for (Mode mode : modes) {
            for (int size : mode == Mode.THROUGHPUT ? sizes : latencySizes) {
                rows.add(new Row(count, mode, size));
            }
        }
        return rows;
    }
}
