package org.choros.shell;

import java.util.ArrayList;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.List;
import java.util.Objects;

import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Function;
import org.choros.shell.command.CommandException;
import org.choros.shell.command.CommandLine;
import org.choros.shell.command.Commands;
import org.choros.shell.nodes.OsgiNodes;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;

/** Registers the commands for Gogo, each as a function of its own: their names have hyphens, which methods cannot. */
@Component(service = GogoCommands.class, immediate = true)
public final class GogoCommands {
    private static final String SCOPE = "osgi.command.scope";
    private static final String FUNCTION = "osgi.command.function";

    private final List<ServiceRegistration<Function>> registered = new ArrayList<>();

    /**
     * @param context ours
     */
    @Activate
    public GogoCommands(BundleContext context) {
        CommandLine line = new CommandLine(new Commands(new OsgiNodes(context)));
        for (CommandLine.Name name : CommandLine.Name.values()) {
            Dictionary<String, Object> properties = new Hashtable<>();
            properties.put(SCOPE, Commands.SCOPE);
            properties.put(FUNCTION, name.function());
            registered.add(context.registerService(Function.class, new Command(line, name), properties));
        }
    }

    @Deactivate
    void stop() {
        registered.forEach(ServiceRegistration::unregister);
    }

    /** One command. */
    private record Command(CommandLine line, CommandLine.Name name) implements Function {
        @Override
        public Object execute(CommandSession session, List<Object> arguments) throws CommandException {
            // Gogo's standard output is that of the command, in a pipe too, which the session's console is not
            System.out.print(line.run(name, arguments.stream().map(Objects::toString).toList()));
            return null;
        }
    }
}
