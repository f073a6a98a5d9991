package org.choros.shell.karaf;

import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.choros.shell.command.CommandException;
import org.choros.shell.command.Commands;
import org.choros.shell.command.Output;

/** The command choros:status. */
@Service
@Command(scope = Commands.SCOPE, name = "status", // of all nodes, unless one is named
        description = "Shows each node of the framework with its ring and quorum.")
public final class StatusAction extends ShowAction {
    @Option(name = "--why", description = "Says why it is quorate or not, and what it waits for")
    private boolean why;

    @Override
    String show(Commands commands, String name, Output output) throws CommandException {
        return commands.status(name, why, output);
    }
}
