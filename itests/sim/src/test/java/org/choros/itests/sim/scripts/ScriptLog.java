package org.choros.itests.sim.scripts;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What happened, in lines that people read. What a node delivers of one sender at one time shares a line; a line that
 * repeats is counted instead of written again, and so are tokens that go round without news.
 */
final class ScriptLog {
    /** A line that may still grow. */
    private static final class Line {
        final long atNs;
        final String who;
        final String text;
        final List<String> words = new ArrayList<>();
        int times = 1;

        Line(long atNs, String who, String text) {
            this.atNs = atNs;
            this.who = who;
            this.text = text;
        }
    }

    /** So many tokens without news are written one by one. */
    private static final int IDLE_MAX = 6;

    private final List<Line> lines = new ArrayList<>();
    private final Map<Integer, Line> deliveries = new HashMap<>();
    private long startNs;

    /** Begins a block: times count from here. */
    void begin(long nowNs) {
        lines.clear();
        deliveries.clear();
        startNs = nowNs;
    }

    void event(int node, long nowNs, String text) {
        deliveries.remove(node);
        add(nowNs, Integer.toString(node), text);
    }

    void packet(String way, long nowNs, String text) {
        add(nowNs, way, text);
    }

    private void add(long nowNs, String who, String text) {
        Line last = lines.isEmpty() ? null : lines.get(lines.size() - 1);
        if (last != null && last.who.equals(who) && last.text.equals(text) && last.words.isEmpty()) {
            last.times++;
            return;
        }
        lines.add(new Line(nowNs, who, text));
    }

    void delivered(int node, int sender, long nowNs, String message) {
        String text = "delivers of " + sender + ":";
        Line line = deliveries.get(node);
        if (line == null || !line.text.equals(text) || line.atNs != nowNs) {
            line = new Line(nowNs, Integer.toString(node), text);
            lines.add(line);
            deliveries.put(node, line);
        }
        line.words.add(message);
    }

    /** A line without time, as a summary. */
    void plain(String text) {
        lines.add(new Line(-1, "", text));
    }

    /** Forgets what happened since the block began, and goes on with the block. */
    void hush() {
        lines.clear();
        deliveries.clear();
    }

    String text() {
        StringBuilder all = new StringBuilder();
        Map<String, String> tokens = new HashMap<>();
        List<Line> idle = new ArrayList<>();
        for (Line l : lines) {
            String news = l.text.replaceFirst(" tseq \\w+", "");
            if (!news.startsWith("TOKEN ")) {
                tokens.clear();
            } else if (news.equals(tokens.put(l.who, news))) {
                idle.add(l);
                continue;
            }
            appendIdle(all, idle);
            append(all, l);
        }
        appendIdle(all, idle);
        return all.isEmpty() ? "nothing\n" : all.toString();
    }

    private void appendIdle(StringBuilder all, List<Line> idle) {
        if (idle.size() <= IDLE_MAX) {
            idle.forEach(l -> append(all, l));
        } else {
            all.append(String.format(Locale.ROOT, "%9.2f  ... %d tokens more without news",
                    ms(idle.get(idle.size() - 1)), idle.size())).append('\n');
        }
        idle.clear();
    }

    private double ms(Line line) {
        return (line.atNs - startNs) / 1e6;
    }

    private void append(StringBuilder all, Line l) {
        if (l.atNs >= 0) {
            all.append(String.format(Locale.ROOT, "%9.2f  %-4s ", ms(l), l.who));
        }
        all.append(l.text);
        if (!l.words.isEmpty()) {
            all.append(' ').append(ranges(l.words));
        }
        all.append(l.times > 1 ? " (" + l.times + " times)" : "").append('\n');
    }

    /** "m1 m2 m3 x" becomes "m1..m3 x". */
    private static String ranges(List<String> words) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < words.size();) {
            int end = i;
            while (end + 1 < words.size() && follows(words.get(end), words.get(end + 1))) {
                end++;
            }
            text.append(i == 0 ? "" : " ").append(words.get(i));
            if (end > i) {
                text.append(end > i + 1 ? ".." : " ").append(words.get(end));
            }
            i = end + 1;
        }
        return text.toString();
    }

    private static boolean follows(String a, String b) {
        int digits = a.length();
        while (digits > 0 && Character.isDigit(a.charAt(digits - 1))) {
            digits--;
        }
        String prefix = a.substring(0, digits);
        return digits < a.length() && b.equals(prefix + (Integer.parseInt(a.substring(digits)) + 1));
    }
}
