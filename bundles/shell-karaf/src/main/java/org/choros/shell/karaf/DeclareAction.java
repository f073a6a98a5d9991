package org.choros.shell.karaf;

import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.support.completers.FileCompleter;
import org.choros.shell.command.CommandException;
import org.choros.shell.command.Commands;

/** The command choros:availability-declare. */
@Service
@Command(scope = Commands.SCOPE, name = "availability-declare", // a group that a file has
        description = "Keeps a group available that is not in corosync.conf.")
public final class DeclareAction extends ChorosAction {
    @Argument(index = 0, name = "file", required = true, description = "A file of this host: one group { ... }")
    @Completion(FileCompleter.class)
    private String file;

    @Override
    String run(Commands commands, String name) throws CommandException {
        return commands.declare(name, file);
    }
}
