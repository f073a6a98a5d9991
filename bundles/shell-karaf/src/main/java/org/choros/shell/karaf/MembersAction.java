package org.choros.shell.karaf;

import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.choros.shell.command.CommandException;
import org.choros.shell.command.Commands;
import org.choros.shell.command.Output;

/** The command choros:members. */
@Service
@Command(scope = Commands.SCOPE, name = "members", description = "Shows the nodes of the cluster.")
public final class MembersAction extends ShowAction {
    @Override
    String show(Commands commands, String name, Output output) throws CommandException {
        return commands.members(name, output);
    }
}
