package org.choros.shell.karaf;

import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.choros.shell.command.CommandException;
import org.choros.shell.command.Commands;

/** The command choros:availability-withdraw. */
@Service
@Command(scope = Commands.SCOPE, name = "availability-withdraw", // what was declared
        description = "Takes a declared group away; it is stopped first.")
public final class WithdrawAction extends ChorosAction {
    @Argument(index = 0, name = "group", required = true, description = "The group's name")
    @Completion(DeclaredCompleter.class)
    private String group;

    @Override
    String run(Commands commands, String name) throws CommandException {
        return commands.withdraw(name, group);
    }
}
