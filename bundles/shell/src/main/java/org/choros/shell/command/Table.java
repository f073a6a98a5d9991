package org.choros.shell.command;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Rows under headings: columns of text, or JSON with the columns' names as keys. Cells are texts, integers, booleans,
 * lists of these, and null for what is not known.
 */
final class Table {
    private static final String GAP = "  ";

    /** A cell that is to stand out. */
    record Painted(Object value, Style.Tone tone) {
    }

    private final List<String> columns;
    private final List<List<Object>> rows = new ArrayList<>();

    /** @param columns their names in snake case */
    Table(String... columns) {
        this.columns = List.of(columns);
    }

    Table row(Object... cells) {
        if (cells.length != columns.size()) {
            throw new IllegalArgumentException(cells.length + " cells for " + columns);
        }
        List<Object> row = new ArrayList<>();
        for (Object cell : cells) {
            row.add(cell);
        }
        rows.add(row);
        return this;
    }

    boolean isEmpty() {
        return rows.isEmpty();
    }

    /** What JSON is made of. */
    List<Object> objects() {
        List<Object> objects = new ArrayList<>();
        for (List<Object> row : rows) {
            Map<String, Object> object = new LinkedHashMap<>();
            for (int i = 0; i < columns.size(); i++) {
                object.put(columns.get(i), value(row.get(i)));
            }
            objects.add(object);
        }
        return objects;
    }

    /** The table, each line with its end. */
    String text(Style style) {
        int[] widths = new int[columns.size()];
        for (int i = 0; i < widths.length; i++) {
            widths[i] = columns.get(i).length();
            for (List<Object> row : rows) {
                widths[i] = Math.max(widths[i], cell(row.get(i)).length());
            }
        }
        StringBuilder text = new StringBuilder();
        line(text, widths, style, columns.stream()
                .map(name -> (Object) new Painted(name.replace('_', ' ').toUpperCase(Locale.ROOT), Style.Tone.HEAD))
                .toList());
        rows.forEach(row -> line(text, widths, style, row));
        return text.toString();
    }

    private static void line(StringBuilder text, int[] widths, Style style, List<Object> row) {
        for (int i = 0; i < widths.length; i++) {
            String cell = cell(row.get(i));
            text.append(row.get(i) instanceof Painted painted ? style.paint(cell, painted.tone()) : cell);
            if (i < widths.length - 1) {
                text.append(" ".repeat(widths[i] - cell.length())).append(GAP);
            }
        }
        text.append('\n');
    }

    private static Object value(Object cell) {
        return cell instanceof Painted painted ? painted.value() : cell;
    }

    private static String cell(Object cell) {
        Object value = value(cell);
        if (value == null || "".equals(value)) {
            return "-";
        }
        if (value instanceof Boolean yes) {
            return yes ? "yes" : "no";
        }
        if (value instanceof List<?> list) {
            return list.stream().map(Table::cell).collect(Collectors.joining(", "));
        }
        return visible(value.toString());
    }

    /** Names come from other programs and must not move the cursor. */
    static String visible(String text) {
        StringBuilder safe = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isISOControl(c)) {
                safe.append(String.format("\\x%02x", (int) c));
            } else {
                safe.append(c);
            }
        }
        return safe.toString();
    }
}
