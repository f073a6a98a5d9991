package org.choros.shell.karaf;

import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.choros.shell.command.CommandException;
import org.choros.shell.command.Commands;
import org.choros.shell.command.Output;

/** The command choros:groups. */
@Service
@Command(scope = Commands.SCOPE, name = "groups", description = "Shows process groups and who is in them.")
public final class GroupsAction extends ShowAction {
    @Override
    String show(Commands commands, String name, Output output) throws CommandException {
        return commands.groups(name, output);
    }
}
