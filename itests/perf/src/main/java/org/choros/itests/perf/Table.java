package org.choros.itests.perf;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** Prints results for people: a table a mode, a line a row and subject. */
final class Table {
    private static final double MB = 1e6;
    private static final double LARGE = 100;

    private final Results results;
    private final Subject base;

    /**
     * @param results what is printed
     * @param base the subject that the others are compared with
     */
    Table(Results results, Subject base) {
        this.results = results;
        this.base = base;
    }

    String text() {
        StringBuilder text = new StringBuilder();
        for (Mode mode : Mode.values()) {
            List<Row> rows = results.rows().keySet().stream().filter(r -> r.mode() == mode).toList();
            if (!rows.isEmpty()) {
                text.append('\n').append(mode.word()).append('\n').append(head(mode)).append('\n');
                rows.forEach(row -> lines(text, row));
            }
        }
        return text.toString();
    }

    private String head(Mode mode) {
        return mode == Mode.THROUGHPUT
                ? String.format(Locale.ROOT, "%5s %7s %-8s %25s %8s %10s %10s %20s", "hosts", "size", "subject",
                        "messages/s (min-max)", "MB/s", "daemon us", "program us", "to " + base.word())
                : String.format(Locale.ROOT, "%5s %7s %-8s %8s %25s %25s %9s %9s %9s %9s %20s %20s", "hosts", "size",
                        "subject", "msg/s", "p50 us (min-max)", "p99 us (min-max)", "p99.9 us", "max us", "daemon us",
                        "progr. us", "p50 to " + base.word(), "p99 to " + base.word());
    }

    private void lines(StringBuilder text, Row row) {
        Map<Subject, Series> bySubject = results.rows().get(row);
        bySubject.forEach((subject, series) -> {
            text.append(String.format(Locale.ROOT, "%5d %7d %-8s ", row.hosts(), row.size(), subject.word()));
            if (series.size() == 0) {
                text.append("failed\n");
                return;
            }
            Series to = subject == base ? null : bySubject.get(base);
            text.append(row.mode() == Mode.THROUGHPUT ? throughput(series, to) : latency(series, to));
            int failed = series.outcomes().size() - series.size();
            text.append(failed == 0 ? "" : "  " + failed + " of " + series.outcomes().size() + " failed").append('\n');
        });
    }

    private static String throughput(Series s, Series to) {
        return String.format(Locale.ROOT, "%25s %8s %10s %10s %20s", spread(s.of(Outcome::perSecond)),
                number(s.of(Outcome::bytesPerSecond).median() / MB), number(s.of(Outcome::daemonUs).median()),
                number(s.of(Outcome::programUs).median()), ratio(s, to, Outcome::perSecond));
    }

    private static String latency(Series s, Series to) {
        return String.format(Locale.ROOT, "%8s %25s %25s %9s %9s %9s %9s %20s %20s",
                number(s.of(Outcome::perSecond).median()), spread(s.of(Outcome::p50Us)), spread(s.of(Outcome::p99Us)),
                number(s.of(Outcome::p999Us).median()), number(s.of(Outcome::maxUs).max()),
                number(s.of(Outcome::daemonUs).median()), number(s.of(Outcome::programUs).median()),
                ratio(s, to, Outcome::p50Us), ratio(s, to, Outcome::p99Us));
    }

    private static String ratio(Series series, Series to, ToDoubleFunction<Outcome> value) {
        Spread s = to == null ? Spread.of() : series.ratio(to, value);
        return s.count() == 0
                ? ""
                : String.format(Locale.ROOT, "%.2f (%.2f-%.2f)", s.median(), s.min(), s.max());
    }

    private static String spread(Spread s) {
        return number(s.median()) + " (" + number(s.min()) + "-" + number(s.max()) + ")";
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, value >= LARGE ? "%.0f" : "%.2f", value);
    }
}
