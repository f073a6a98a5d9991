package org.choros.shell.command;

/**
 * How a command prints.
 *
 * @param json as JSON on one line instead of a table
 * @param style how the table is painted
 */
public record Output(boolean json, Style style) {
    String table(Table table, String nothing) {
        if (json) {
            return Json.of(table.objects()) + '\n';
        }
        return table.isEmpty() ? nothing + '\n' : table.text(style);
    }
}
