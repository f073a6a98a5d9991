package org.choros.tools;

import java.util.List;

import org.choros.availability.Availability;
import org.choros.availability.AvailabilityStatus;
import org.choros.availability.GroupState;
import org.choros.availability.Operation;
import org.choros.availability.OperationOutcome;
import org.choros.availability.OperationRequest;
import org.choros.availability.WorkloadState;
import org.choros.availability.client.AvailabilityClient;
import org.choros.base.ChorosException;
import org.choros.client.ChorosClient;
import org.choros.client.ClientOptions;

/** corosync-amf: shows and administers what is kept available. Corosync has no such tool. */
public final class AmfTool {
    static final String NAME = "corosync-amf";

    private static final int NOT_ACTIVE = 2;
    private static final GetOpt.Long[] LONGS = {new GetOpt.Long("help", false, 'h'),
            new GetOpt.Long("watch", false, 'w'), new GetOpt.Long("json", false, GetOpt.JSON)};

    /** Something that all nodes are to have in their order. */
    @FunctionalInterface
    private interface Ask {
        OperationOutcome of(Availability availability) throws ChorosException;
    }

    private AmfTool() {
    }

    /**
     * @param args as on the command line
     */
    public static void main(String[] args) {
        ProcessName.set(NAME);
        Console console = Console.standard();
        int status = run(args, console, new ChorosClient(ClientOptions.fromEnvironment().withDispatchThreads(true)));
        console.flush();
        Runtime.getRuntime().halt(status);
    }

    static int run(String[] args, Console console, ChorosClient client) {
        boolean json = false;
        boolean watch = false;
        GetOpt options = new GetOpt(NAME, args, "hw", LONGS, console);
        for (int option = options.next(); option != GetOpt.END; option = options.next()) {
            switch (option) {
                case 'w' -> watch = true;
                case GetOpt.JSON -> json = true;
                case 'h' -> {
                    console.print(AmfUsage.TEXT);
                    return 0;
                }
                default -> {
                    return 1;
                }
            }
        }
        List<String> words = options.operands();
        try {
            Operation operation = words.isEmpty() ? null : OperationRequest.operation(words.get(0));
            AmfDeclare declare = AmfDeclare.of(words, console);
            if (operation == null && declare == null && !words.isEmpty()
                    && !(words.size() == 1 && words.get(0).equals("status"))) {
                throw new ToolException(NAME + ": there is no command \"" + String.join(" ", words) + "\", see "
                        + NAME + " -h");
            }
            if ((operation != null || declare != null) && watch) {
                throw new ToolException(NAME + ": --watch goes with status alone");
            }
            try (Availability availability = connect(client)) {
                if (watch) {
                    return new AmfWatch(availability, console, json).run();
                }
                if (declare != null) {
                    return ordered(availability, declare.word(), declare::ask, console, json);
                }
                return operation == null
                        ? status(availability, console, json)
                        : operate(availability, operation, words, console, json);
            }
        } catch (ToolException e) {
            console.error(e.getMessage());
            return e.status();
        }
    }

    private static Availability connect(ChorosClient client) throws ToolException {
        try {
            return new AvailabilityClient(client);
        } catch (ChorosException e) {
            throw new ToolException("Could not initialize corosync availability API error " + e.error().code()
                    + ": the node does not run, or keeps nothing available");
        }
    }

    static ToolException cannot(String what, ChorosException e) {
        return new ToolException("Cannot " + what + ", error " + e.error().code() + ": " + e.getMessage());
    }

    private static AvailabilityStatus read(Availability availability) throws ToolException {
        try {
            return availability.status();
        } catch (ChorosException e) {
            throw cannot("read the status", e);
        }
    }

    private static int status(Availability availability, Console console, boolean json) throws ToolException {
        AvailabilityStatus status = read(availability);
        if (json) {
            console.println(AmfJson.of(status));
        } else {
            console.print(AmfTree.of(status));
        }
        for (GroupState g : status.groups()) {
            for (WorkloadState w : g.workloads()) {
                if (!w.why().isEmpty()) {
                    return NOT_ACTIVE;
                }
            }
        }
        return status.configured() ? 0 : NOT_ACTIVE;
    }

    private static int operate(Availability availability, Operation operation, List<String> words, Console console,
            boolean json) throws ToolException {
        OperationRequest request;
        try {
            request = OperationRequest.of(operation, words.subList(1, words.size()), read(availability));
        } catch (IllegalArgumentException e) {
            throw new ToolException(NAME + ": " + e.getMessage() + ", see " + NAME + " -h");
        }
        return ordered(availability, words.get(0),
                a -> a.operate(operation, request.target(), request.unit()), console, json);
    }

    private static int ordered(Availability availability, String word, Ask ask, Console console, boolean json)
            throws ToolException {
        try {
            OperationOutcome outcome = ask.of(availability);
            if (!outcome.ordered()) {
                throw new ToolException(NAME + ": " + outcome.text());
            }
            if (!outcome.text().isEmpty() && !json) {
                console.println(outcome.text());
            }
            return 0;
        } catch (ChorosException e) {
            throw cannot(word, e);
        }
    }
}
