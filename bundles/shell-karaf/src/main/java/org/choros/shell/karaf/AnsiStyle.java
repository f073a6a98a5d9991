package org.choros.shell.karaf;

import java.util.Locale;

import org.apache.karaf.shell.api.console.Terminal;
import org.apache.karaf.shell.support.ansi.SimpleAnsi;
import org.choros.shell.command.Style;

/** Colours of terminals. */
final class AnsiStyle implements Style {
    /** Whether a terminal shows colours; there is none where a program runs the command. */
    static boolean isFor(Terminal terminal) {
        return terminal != null && terminal.getType() != null
                && !terminal.getType().toLowerCase(Locale.ROOT).startsWith("dumb");
    }

    @Override
    public String paint(String text, Tone tone) {
        return switch (tone) {
            case HEAD -> SimpleAnsi.INTENSITY_BOLD + text + SimpleAnsi.INTENSITY_NORMAL;
            case GOOD -> SimpleAnsi.COLOR_GREEN + text + SimpleAnsi.COLOR_DEFAULT;
            case WARN -> SimpleAnsi.COLOR_YELLOW + text + SimpleAnsi.COLOR_DEFAULT;
            case BAD -> SimpleAnsi.COLOR_RED + text + SimpleAnsi.COLOR_DEFAULT;
        };
    }
}
