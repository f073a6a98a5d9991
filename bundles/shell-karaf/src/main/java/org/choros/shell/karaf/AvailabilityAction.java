package org.choros.shell.karaf;

import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.choros.shell.command.CommandException;
import org.choros.shell.command.Commands;
import org.choros.shell.command.Output;

/** The command choros:availability. */
@Service
@Command(scope = Commands.SCOPE, name = "availability", // workloads, units, components, nodes
        description = "Shows what is kept available, and how it is.")
public final class AvailabilityAction extends ShowAction {
    @Override
    String show(Commands commands, String name, Output output) throws CommandException {
        return commands.availability(name, output);
    }
}
