package org.choros.shell.karaf;

import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.choros.shell.command.CommandException;
import org.choros.shell.command.Commands;
import org.choros.shell.command.Output;

/** The command choros:engines. */
@Service
@Command(scope = Commands.SCOPE, name = "engines", description = "Shows the engines that the node has loaded.")
public final class EnginesAction extends ShowAction {
    @Override
    String show(Commands commands, String name, Output output) throws CommandException {
        return commands.engines(name, output);
    }
}
