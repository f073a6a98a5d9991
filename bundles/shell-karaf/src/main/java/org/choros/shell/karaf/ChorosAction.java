package org.choros.shell.karaf;

import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.console.Session;
import org.choros.shell.command.CommandException;
import org.choros.shell.command.Commands;
import org.choros.shell.nodes.OsgiNodes;
import org.osgi.framework.BundleContext;

/** What all commands share: Karaf looks for options in superclasses. */
abstract class ChorosAction implements Action {
    @Option(name = "--node", description = "The node, where several serve in this framework", valueToShowInHelp = "")
    @Completion(NodeCompleter.class)
    private String node = "";

    @Reference
    private BundleContext context;

    @Reference
    private Session session;

    Session session() {
        return session;
    }

    @Override
    public final Object execute() throws Exception {
        try {
            session.getConsole().print(run(new Commands(new OsgiNodes(context)), node));
            return null;
        } catch (CommandException e) {
            // Karaf shows its own kind as the sentence alone, and keeps stack traces for others
            throw new org.apache.karaf.shell.support.CommandException(e.getMessage());
        }
    }

    /** Gives the text to print. */
    abstract String run(Commands commands, String name) throws CommandException;
}
