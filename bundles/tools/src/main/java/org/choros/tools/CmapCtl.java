package org.choros.tools;

import java.util.List;

import org.choros.base.ChorosException;
import org.choros.base.CsError;
import org.choros.client.ChorosClient;
import org.choros.client.ClientOptions;
import org.choros.client.CMapClient;
import org.choros.cmap.CMapKey;
import org.choros.cmap.MapKind;

/** corosync-cmapctl: shows, changes and watches keys of the map. */
public final class CmapCtl {
    static final String NAME = "corosync-cmapctl";
    private static final int TRY_AGAIN_MAX = 10;
    private static final int TRY_AGAIN_PAUSE_MS = 1000;

    private final Console console;
    private final ChorosClient client;
    private boolean binary;
    private boolean quiet;
    private boolean json;
    private MapKind kind = MapKind.ICMAP;
    private Action action = Action.LIST;
    private String argument = "";

    private enum Action {
        LIST, GET, SET, DELETE, DELETE_PREFIX, TRACK, TRACK_PREFIX, LOAD, CLEAR, HELP
    }

    private CmapCtl(Console console, ChorosClient client) {
        this.console = console;
        this.client = client;
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
        CmapCtl tool = new CmapCtl(console, client);
        try {
            return tool.run(args, dialect);
        } catch (ToolException e) {
            if (e.getMessage() != null) {
                console.error(e.getMessage());
            }
            return e.status();
        }
    }

    private int run(String[] args, Dialect dialect) throws ToolException {
        GetOpt options = GetOpt.withJson(NAME, args, dialect == Dialect.V2 ? "hgsdDtTp:b" : "hqgsdDtTp:bm:C:",
                console);
        parse(options);
        List<String> keys = options.operands();
        if (action == Action.HELP) {
            console.print(dialect == Dialect.V2 ? CmapCtlUsage.V2 : CmapCtlUsage.V3);
            return 0;
        }
        boolean without = action == Action.LIST || action == Action.LOAD || action == Action.CLEAR;
        if (keys.isEmpty() && !without) {
            throw new ToolException("Expected key after options");
        }
        try (CMapClient map = connect()) {
            if (kind != MapKind.ICMAP) {
                map.select(kind);
            }
            return act(map, keys, dialect);
        } catch (ChorosException e) {
            throw new ToolException("Failed to initialize the cmap API. Error " + e.error().text());
        }
    }

    private void parse(GetOpt options) throws ToolException {
        for (int option = options.next(); option != GetOpt.END; option = options.next()) {
            switch (option) {
                case 'h' -> {
                    action = Action.HELP;
                    return;
                }
                case 'q' -> quiet = true;
                case 'b' -> binary = true;
                case GetOpt.JSON -> json = true;
                case 'm' -> kind = map(options.argument());
                case 'g' -> action = Action.GET;
                case 's' -> action = Action.SET;
                case 'd' -> action = Action.DELETE;
                case 'D' -> action = Action.DELETE_PREFIX;
                case 't' -> action = Action.TRACK;
                case 'T' -> action = Action.TRACK_PREFIX;
                case 'p' -> {
                    action = Action.LOAD;
                    argument = options.argument();
                }
                case 'C' -> {
                    action = Action.CLEAR;
                    kind = MapKind.STATS;
                    argument = clearable(options.argument());
                }
                default -> throw new ToolException(null);
            }
        }
    }

    private static MapKind map(String name) throws ToolException {
        return switch (name) {
            case "icmap", "default" -> MapKind.ICMAP;
            case "stats" -> MapKind.STATS;
            default -> throw new ToolException("invalid map name, must be 'default', 'icmap' or 'stats'");
        };
    }

    private static String clearable(String what) throws ToolException {
        return switch (what) {
            case "knet", "ipc", "totem", "schedmiss", "all" -> what;
            default -> throw new ToolException(
                    "argument to -C should be 'knet', 'totem', 'ipc', 'schedmiss' or 'all'");
        };
    }

    private CMapClient connect() throws ChorosException {
        for (int i = 0;; i++) {
            try {
                return client.cmap(MapKind.ICMAP);
            } catch (ChorosException e) {
                if (e.error() != CsError.TRY_AGAIN || i == TRY_AGAIN_MAX) {
                    throw e;
                }
                Pause.ms(TRY_AGAIN_PAUSE_MS);
            }
        }
    }

    private int act(CMapClient map, List<String> keys, Dialect dialect) throws ToolException {
        MapEditor editor = new MapEditor(map, console);
        KeyOutput output = new KeyOutput(console, binary, quiet, json);
        switch (action) {
            case GET -> get(map, keys, output);
            case SET -> {
                if (keys.size() < 3) {
                    throw new ToolException("At least 3 parameters are expected for set");
                }
                editor.set(keys.get(0), keys.get(1), keys.get(2));
            }
            case DELETE -> {
                return editor.delete(keys) ? 0 : 1;
            }
            case DELETE_PREFIX -> {
                for (String prefix : keys) {
                    editor.deletePrefix(prefix);
                }
            }
            case TRACK, TRACK_PREFIX ->
                new KeyTracker(map, console, output).track(keys, action == Action.TRACK_PREFIX);
            case LOAD -> editor.load(argument);
            case CLEAR -> editor.set("stats.clear." + argument, "u32", "1");
            default -> {
                return list(map, keys, output) || dialect == Dialect.V2 ? 0 : 1;
            }
        }
        return 0;
    }

    private void get(CMapClient map, List<String> keys, KeyOutput output) throws ToolException {
        output.begin(kind);
        try {
            for (String key : keys) {
                try {
                    output.key(key, map.get(key));
                } catch (ChorosException e) {
                    throw new ToolException("Can't get key " + key + ". Error " + e.error().text());
                }
            }
        } finally {
            output.end();
        }
    }

    /** Prints the keys of each prefix, or all; says whether there was one. */
    private boolean list(CMapClient map, List<String> prefixes, KeyOutput output) throws ToolException {
        boolean any = false;
        output.begin(kind);
        try {
            for (String prefix : prefixes.isEmpty() ? List.of("") : prefixes) {
                for (CMapKey key : MapEditor.keys(map, prefix)) {
                    any |= show(map, key.name(), output);
                }
            }
        } finally {
            output.end();
        }
        return any;
    }

    private static boolean show(CMapClient map, String key, KeyOutput output) throws ToolException {
        try {
            output.key(key, map.get(key));
            return true;
        } catch (ChorosException e) {
            if (e.error() == CsError.NOT_EXIST) {
                // deleted since it was listed
                return false;
            }
            throw new ToolException("Can't get value of " + key + ". Error " + e.error().text());
        }
    }
}
