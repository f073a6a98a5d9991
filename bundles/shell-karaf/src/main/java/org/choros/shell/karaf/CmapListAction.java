package org.choros.shell.karaf;

import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.choros.shell.command.CommandException;
import org.choros.shell.command.Commands;
import org.choros.shell.command.Output;

/** The command choros:cmap-list. */
@Service
@Command(scope = Commands.SCOPE, name = "cmap-list", description = "Shows keys and their values.")
public final class CmapListAction extends ShowAction {
    @Argument(index = 0, name = "prefix", required = false, description = "What the keys begin with")
    @Completion(KeyCompleter.class)
    private String prefix = "";

    @Override
    String show(Commands commands, String name, Output output) throws CommandException {
        return commands.list(name, prefix, output);
    }
}
