package org.choros.tools;

import org.choros.client.ChorosClient;
import org.choros.client.ClientOptions;

/** corosync-cfgtool: shows links and nodes, reloads, stops and kills. */
public final class CfgTool {
    static final String NAME = "corosync-cfgtool";
    private static final String OPTIONS_2 = "i:srRk:a:hH";

    private CfgTool() {
    }

    /**
     * @param args as on the command line
     */
    public static void main(String[] args) {
        ProcessName.set(NAME);
        Console console = Console.standard();
        ChorosClient client = new ChorosClient(ClientOptions.fromEnvironment());
        int status = run(args, console, client, Dialect.of(client));
        console.flush();
        Runtime.getRuntime().halt(status);
    }

    static int run(String[] args, Console console, ChorosClient client, Dialect dialect) {
        try {
            return dialect == Dialect.V2
                    ? run2(args, console, client)
                    : run3(args, console, client);
        } catch (ToolException e) {
            if (e.getMessage() != null) {
                console.error(e.getMessage());
            }
            return e.status();
        }
    }

    /** 2.4: every option acts when its turn comes. */
    private static int run2(String[] args, Console console, ChorosClient client) throws ToolException {
        if (args.length == 0) {
            console.print(CfgToolUsage.V2);
            return 0;
        }
        CfgActions actions = new CfgActions(console, client, Dialect.V2, wantsJson(args));
        GetOpt options = GetOpt.withJson(NAME, args, OPTIONS_2, console);
        String only = null;
        int status = 0;
        for (int option = options.next(); option != GetOpt.END; option = options.next()) {
            switch (option) {
                case 'i' -> only = options.argument();
                case 's' -> status = actions.rings(only);
                case 'r' -> actions.reenable();
                case 'R' -> actions.reload();
                case 'k' -> actions.kill(nodeId(options.argument()));
                case 'a' -> actions.addresses(nodeId(options.argument()));
                case 'H' -> actions.shutdown(false);
                case 'h' -> console.print(CfgToolUsage.V2);
                default -> {
                    // --json, or the message is out; the exit status stays what it was
                }
            }
        }
        return status;
    }

    /** Options act at once, so what shapes their output is looked for before. */
    private static boolean wantsJson(String[] args) {
        GetOpt options = GetOpt.withJson(NAME, args, OPTIONS_2, Console.silent());
        int option = options.next();
        while (option != GetOpt.END && option != GetOpt.JSON) {
            option = options.next();
        }
        return option == GetOpt.JSON;
    }

    /** 3.1: the last action counts. */
    private static int run3(String[] args, Console console, ChorosClient client) throws ToolException {
        GetOpt.Long[] longs = {new GetOpt.Long("if", true, 'i'), new GetOpt.Long("status", false, 's'),
                new GetOpt.Long("nodes", false, 'n'), new GetOpt.Long("brief", false, 'b'),
                new GetOpt.Long("reload", false, 'R'), new GetOpt.Long("reopen", false, 'L'),
                new GetOpt.Long("kill", true, 'k'), new GetOpt.Long("address", true, 'a'),
                new GetOpt.Long("shutdown", false, 'H'), new GetOpt.Long("force", false, 'f'),
                new GetOpt.Long("json", false, GetOpt.JSON)};
        GetOpt options = new GetOpt(NAME, args, "i:snbrRLk:a:hH", longs, console);
        int action = 'h';
        long nodeId = 0;
        boolean brief = false;
        boolean force = false;
        boolean json = false;
        for (int option = options.next(); option != GetOpt.END; option = options.next()) {
            switch (option) {
                case 'i', 'h' -> {
                    // taken, without effect: without an action the usage is shown anyway
                }
                case 'b' -> brief = true;
                case 'f' -> force = true;
                case GetOpt.JSON -> json = true;
                case 'k', 'a' -> {
                    nodeId = nodeId(options.argument());
                    action = option;
                }
                case GetOpt.BAD -> {
                    return 1;
                }
                default -> action = option;
            }
        }
        CfgActions actions = new CfgActions(console, client, Dialect.V3, json);
        switch (action) {
            case 's' -> actions.links(brief);
            case 'n' -> actions.nodes();
            case 'R' -> actions.reload();
            case 'L' -> actions.reopen();
            case 'k' -> actions.kill(nodeId);
            case 'a' -> actions.addresses(nodeId);
            case 'H' -> actions.shutdown(force);
            default -> console.print(CfgToolUsage.V3);
        }
        return 0;
    }

    private static long nodeId(String text) throws ToolException {
        long nodeId = Numbers.nodeId(text);
        if (nodeId < 0) {
            throw new ToolException("The nodeid was not valid, try a positive number");
        }
        return nodeId;
    }
}
