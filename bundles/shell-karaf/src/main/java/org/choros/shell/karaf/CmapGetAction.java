package org.choros.shell.karaf;

import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.choros.shell.command.CommandException;
import org.choros.shell.command.Commands;
import org.choros.shell.command.Output;

/** The command choros:cmap-get. */
@Service
@Command(scope = Commands.SCOPE, name = "cmap-get", description = "Shows the value of a key.")
public final class CmapGetAction extends ShowAction {
    @Argument(index = 0, name = "key", required = true, description = "The key; stats.* are statistics")
    @Completion(KeyCompleter.class)
    private String key;

    @Override
    String show(Commands commands, String name, Output output) throws CommandException {
        return commands.get(name, key, output);
    }
}
