package org.choros.shell.karaf;

import java.util.List;

import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.CommandLine;
import org.apache.karaf.shell.api.console.Completer;
import org.apache.karaf.shell.api.console.Session;
import org.apache.karaf.shell.support.completers.StringsCompleter;
import org.choros.shell.command.CommandException;
import org.choros.shell.command.Commands;
import org.choros.shell.nodes.OsgiNodes;
import org.osgi.framework.BundleContext;

/** Completes names of declared groups. */
@Service
public final class DeclaredCompleter implements Completer {
    @Reference
    private BundleContext context;

    @Override
    public int complete(Session session, CommandLine line, List<String> candidates) {
        List<String> names;
        try {
            names = new Commands(new OsgiNodes(context)).declared(KeyCompleter.node(line.getArguments()));
        } catch (CommandException e) {
            // there is nothing to complete: the command itself will say why
            names = List.of();
        }
        return new StringsCompleter(names).complete(session, line, candidates);
    }
}
