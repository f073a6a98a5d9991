package org.choros.shell.karaf;

import org.apache.karaf.shell.api.action.Option;
import org.choros.shell.command.CommandException;
import org.choros.shell.command.Commands;
import org.choros.shell.command.Output;
import org.choros.shell.command.Style;

/** What all commands share that show something. */
abstract class ShowAction extends ChorosAction {
    @Option(name = "--json", description = "JSON on one line instead of a table")
    private boolean json;

    @Override
    final String run(Commands commands, String name) throws CommandException {
        Style style = AnsiStyle.isFor(session().getTerminal()) ? new AnsiStyle() : Style.PLAIN;
        return show(commands, name, new Output(json, style));
    }

    /** Gives the text to print. */
    abstract String show(Commands commands, String name, Output output) throws CommandException;
}
