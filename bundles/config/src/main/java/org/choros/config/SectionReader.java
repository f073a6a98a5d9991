package org.choros.config;

import java.util.ArrayDeque;
import java.util.Deque;

/** The grammar of the file: classifies whole lines and keeps the open sections (config-and-tools.md 1.1). */
final class SectionReader {
    /** Longest path of sections and key. */
    private static final int PATH_MAX = 254;
    /** Dialect 2 lets nameless sections open without making the path longer; nobody means more than this. */
    private static final int DEPTH_MAX = 1024;

    private record Level(String path, Section section) {
    }

    private final ConfText text;
    private final SectionSink sink;
    private final boolean strict;
    private final Deque<Level> open = new ArrayDeque<>();
    private String path = "";
    private Section section = Section.NORMAL;

    SectionReader(ConfText text, SectionSink sink, int dialect) {
        this.text = text;
        this.sink = sink;
        this.strict = dialect == 3;
    }

    /** Reads everything. */
    void read() throws DirectiveFault {
        for (String line = text.next(); line != null; line = text.next()) {
            if (!ConfText.ignorable(line)) {
                classify(line);
            }
        }
        if (!open.isEmpty()) {
            throw DirectiveFault.structural("Missing closing brace");
        }
    }

    private void classify(String line) throws DirectiveFault {
        int brace = line.indexOf('{');
        int colon = line.indexOf(':');
        if (brace >= 0) {
            open(line, brace);
        } else if (colon >= 0) {
            item(line, colon);
        } else if (line.indexOf('}') >= 0) {
            close(line);
        } else if (strict) {
            throw new DirectiveFault("Line is not opening or closing section or key value");
        }
    }

    private void open(String line, int brace) throws DirectiveFault {
        int rest = skipBlanks(line, brace + 1);
        String name;
        if (strict) {
            name = ConfText.trim(line.substring(0, rest - 1), true);
            if (name.isEmpty()) {
                throw new DirectiveFault("Missing section name before opening bracket '{'");
            }
            if (rest < line.length()) {
                throw new DirectiveFault("Extra characters after opening bracket '{'");
            }
        } else {
            name = looseName(line, rest);
        }
        String inner = join(name, "Start of section makes total cmap path too long");
        if (open.size() == DEPTH_MAX) {
            throw DirectiveFault.structural("Sections are nested too deeply");
        }
        Section state = sink.open(inner, section);
        open.push(new Level(path, section));
        path = inner;
        section = state;
    }

    /** Dialect 2 trims the whole line first and then cuts it before what follows the brace. */
    private static String looseName(String line, int rest) {
        int start = skipBlanks(line, 0);
        String trimmed = ConfText.trim(line, true);
        int cut = Math.max(0, rest - 1 - start);
        return trimmed.length() <= cut ? trimmed : trimmed.substring(0, cut);
    }

    private void item(String line, int colon) throws DirectiveFault {
        int rest = skipBlanks(line, colon + 1);
        String key = ConfText.trim(line.substring(0, rest - 1), true);
        String value = ConfText.trim(line.substring(rest), false);
        sink.item(join(key, "New key makes total cmap path too long"), key, value, section);
    }

    private void close(String line) throws DirectiveFault {
        if (strict && !ConfText.trim(line, false).equals("}")) {
            throw new DirectiveFault("Extra characters before or after closing bracket '}'");
        }
        if (open.isEmpty()) {
            throw DirectiveFault.structural("Unexpected closing brace");
        }
        sink.close(section);
        Level outer = open.pop();
        path = outer.path();
        section = outer.section();
    }

    private String join(String name, String tooLong) throws DirectiveFault {
        if (path.length() + name.length() + 1 > PATH_MAX) {
            throw DirectiveFault.structural(tooLong);
        }
        return path.isEmpty() ? name : path + "." + name;
    }

    private static int skipBlanks(String line, int from) {
        int i = from;
        while (i < line.length() && (line.charAt(i) == ' ' || line.charAt(i) == '\t')) {
            i++;
        }
        return i;
    }
}
