package org.choros.tools;

import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

import org.choros.base.ChorosException;
import org.choros.client.CfgClient;
import org.choros.client.ChorosClient;
import org.choros.client.ClientOptions;
import org.choros.client.CpgClient;
import org.choros.cpg.CpgProcess;

/** corosync-cpgtool: shows process groups and their members; the same in both versions. */
public final class CpgTool {
    static final String NAME = "corosync-cpgtool";

    static final String USAGE = """
            corosync-cpgtool [-d delimiter] [-e] [-n] [-h]

            A tool for displaying cpg groups and members.
            options:
            \t-d\tDelimiter between fields.
            \t-e\tDon't escape unprintable characters in group name.
            \t-n\tDisplay only all existing group names.
            \t-h\tDisplay this help.
            \t--json\tDisplay groups and members as JSON.
            """;

    private static final int WIDTH = 10;
    private static final int DELETE = 0x7F;

    private final Console console;
    private final String delimiter;
    private final boolean escape;

    private CpgTool(Console console, String delimiter, boolean escape) {
        this.console = console;
        this.delimiter = delimiter;
        this.escape = escape;
    }

    /**
     * @param args as on the command line
     */
    public static void main(String[] args) {
        ProcessName.set(NAME);
        Console console = Console.standard();
        int status = run(args, console, new ChorosClient(ClientOptions.fromEnvironment()));
        console.flush();
        Runtime.getRuntime().halt(status);
    }

    static int run(String[] args, Console console, ChorosClient client) {
        String delimiter = "";
        boolean names = false;
        boolean escape = true;
        boolean json = false;
        GetOpt options = GetOpt.withJson(NAME, args, "hd:ne", console);
        for (int option = options.next(); option != GetOpt.END; option = options.next()) {
            switch (option) {
                case 'd' -> {
                    if (!options.argument().isEmpty()) {
                        delimiter = options.argument().substring(0, 1);
                    }
                }
                case 'n' -> names = true;
                case 'e' -> escape = false;
                case GetOpt.JSON -> json = true;
                case 'h' -> {
                    console.print(USAGE);
                    return 0;
                }
                default -> {
                    return 1;
                }
            }
        }
        CpgTool tool = new CpgTool(console, delimiter, escape);
        try (CpgClient cpg = connect(client); CfgClient cfg = connectCfg(client)) {
            if (json) {
                console.println(names
                        ? GroupJson.names(groups(cpg))
                        : GroupJson.members(processes(cpg), GroupJson.nodes(client), cfg));
            } else if (names) {
                tool.names(groups(cpg));
            } else {
                tool.members(processes(cpg), cfg);
            }
            return 0;
        } catch (ToolException e) {
            console.error(e.getMessage());
            return e.status();
        }
    }

    private static CpgClient connect(ChorosClient client) throws ToolException {
        try {
            return client.cpg();
        } catch (ChorosException e) {
            throw new ToolException("Could not initialize corosync cpg API error " + e.error().code());
        }
    }

    private static CfgClient connectCfg(ChorosClient client) throws ToolException {
        try {
            return client.cfg();
        } catch (ChorosException e) {
            throw new ToolException("Could not initialize corosync configuration API error " + e.error().code());
        }
    }

    private static List<String> groups(CpgClient cpg) throws ToolException {
        try {
            return cpg.groups();
        } catch (ChorosException e) {
            throw new ToolException("Cannot initialize cpg iterator error " + e.error().code());
        }
    }

    private static List<CpgProcess> processes(CpgClient cpg) throws ToolException {
        try {
            return cpg.processes();
        } catch (ChorosException e) {
            throw new ToolException("Cannot initialize cpg iterator error " + e.error().code());
        }
    }

    private void names(List<String> groups) {
        for (String group : groups) {
            console.print(name(group, escape)).print(delimiter.isEmpty() ? "\n" : delimiter);
        }
        if (!delimiter.isEmpty()) {
            console.print("\n");
        }
    }

    private void members(List<CpgProcess> processes, CfgClient cfg) {
        if (!delimiter.isEmpty()) {
            console.println("GRP_NAME" + delimiter + "PID" + delimiter + "NODEID");
            for (CpgProcess p : processes) {
                console.print(name(p.group(), escape)).println(delimiter + Integer.toUnsignedString(p.member().pid())
                        + delimiter + Integer.toUnsignedString(p.member().nodeId()));
            }
            return;
        }
        console.println("Group Name\t" + right("PID") + "\t" + right("Node ID"));
        String last = "";
        for (CpgProcess p : processes) {
            if (!p.group().equals(last)) {
                console.print(name(p.group(), escape)).print("\n");
                last = p.group();
            }
            console.println("\t\t" + right(Integer.toUnsignedString(p.member().pid())) + "\t"
                    + right(Integer.toUnsignedString(p.member().nodeId())) + " (" + addresses(cfg, p.member().nodeId())
                    + ")");
        }
    }

    private static String right(String text) {
        return " ".repeat(Math.max(0, WIDTH - text.length())) + text;
    }

    /** All of a node's addresses, nothing when it has gone meanwhile. */
    private static String addresses(CfgClient cfg, int nodeId) {
        try {
            StringBuilder text = new StringBuilder();
            for (InetAddress address : cfg.addresses(nodeId)) {
                text.append(text.length() == 0 ? "" : " ").append(AddressText.of(address));
            }
            return text.toString();
        } catch (ChorosException e) {
            return "";
        }
    }

    /** A group's name of any bytes; with escapes only printable ASCII is left. */
    static byte[] name(String group, boolean escape) {
        byte[] bytes = group.getBytes(StandardCharsets.ISO_8859_1);
        if (!escape) {
            return bytes;
        }
        ByteArrayOutputStream text = new ByteArrayOutputStream(bytes.length);
        for (byte b : bytes) {
            if (b == '\\') {
                text.writeBytes(new byte[]{b, b});
            } else if (b >= ' ' && b != DELETE) {
                text.write(b);
            } else {
                // corosync's characters have a sign, which it prints too: a byte of 0xE9 is \xFFFFFFE9
                String digits = Integer.toHexString(b).toUpperCase(Locale.ROOT);
                text.writeBytes(("\\x" + (digits.length() == 1 ? "0" : "") + digits)
                        .getBytes(StandardCharsets.US_ASCII));
            }
        }
        return text.toByteArray();
    }
}
