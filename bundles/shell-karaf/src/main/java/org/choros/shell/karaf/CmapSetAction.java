package org.choros.shell.karaf;

import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.choros.shell.command.CommandException;
import org.choros.shell.command.Commands;

/** The command choros:cmap-set. */
@Service
@Command(scope = Commands.SCOPE, name = "cmap-set", description = "Sets a key.")
public final class CmapSetAction extends ChorosAction {
    @Argument(index = 0, name = "key", required = true, description = "The key")
    @Completion(KeyCompleter.class)
    private String key;

    @Argument(index = 1, name = "type", required = true, description = "The type of the value")
    @Completion(TypeCompleter.class)
    private String type;

    @Argument(index = 2, name = "value", required = true, description = "The value; hexadecimal for bin")
    private String value;

    @Override
    String run(Commands commands, String name) throws CommandException {
        return commands.set(name, key, type, value);
    }
}
