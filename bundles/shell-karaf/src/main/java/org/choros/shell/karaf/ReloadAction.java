package org.choros.shell.karaf;

import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.choros.shell.command.CommandException;
import org.choros.shell.command.Commands;

/** The command choros:reload. */
@Service
@Command(scope = Commands.SCOPE, name = "reload", description = "Has all nodes read corosync.conf again.")
public final class ReloadAction extends ChorosAction {
    @Override
    String run(Commands commands, String name) throws CommandException {
        return commands.reload(name);
    }
}
