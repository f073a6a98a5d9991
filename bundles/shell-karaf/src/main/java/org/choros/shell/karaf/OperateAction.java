package org.choros.shell.karaf;

import java.util.ArrayList;
import java.util.List;

import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.choros.shell.command.CommandException;
import org.choros.shell.command.Commands;

/** The command choros:availability-operate. */
@Service
@Command(scope = Commands.SCOPE, name = "availability-operate", // of all that operators ask for
        description = "Asks for an operation on what is kept available.")
public final class OperateAction extends ChorosAction {
    @Argument(index = 0, name = "operation", required = true, description = "What is to be done")
    @Completion(OperationCompleter.class)
    private String operation;

    @Argument(index = 1, name = "target", required = true, description = "A unit, group or node; a workload for move")
    @Completion(TargetCompleter.class)
    private String target;

    @Argument(index = 2, name = "unit", description = "For move the unit; or the name, where the target is its kind")
    @Completion(TargetCompleter.class)
    private String unit;

    @Override
    String run(Commands commands, String name) throws CommandException {
        List<String> words = new ArrayList<>(List.of(operation, target));
        if (unit != null) {
            words.add(unit);
        }
        return commands.operate(name, words);
    }
}
