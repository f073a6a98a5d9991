package org.choros.shell.command;

import java.util.ArrayList;
import java.util.List;

/** Parses and runs commands where the shell leaves that to them: words in, text out. */
public final class CommandLine {
    private static final String HELP = "--help";

    /** The commands. */
    public enum Name {
        /** Rings and quorum. */
        STATUS("status", 0, 0, "", "[--why]", "shows each node of the framework with its ring and quorum; --why says "
                + "why it is quorate or not, and what it waits for"),
        /** Nodes. */
        MEMBERS("members", 0, 0, "", "", "shows the nodes of the cluster"),
        /** Groups. */
        GROUPS("groups", 0, 0, "", "", "shows the process groups of the cluster and who is in them"),
        /** Engines. */
        ENGINES("engines", 0, 0, "", "", "shows the engines that the node has loaded"),
        /** Transports. */
        TRANSPORTS("transports", 0, 0, "", "", "shows the transports that plug-ins offer, those in use, and links"),
        /** One key. */
        GET("cmap-get", 1, 1, " KEY", "", "shows the value of a key; stats.* are those of the statistics map"),
        /** Sets a key. */
        SET("cmap-set", 3, 3, " KEY TYPE VALUE", null, "sets a key; TYPE is i8 u8 i16 u16 i32 u32 i64 u64 flt dbl str "
                + "or bin (hexadecimal)"),
        /** Keys. */
        LIST("cmap-list", 0, 1, " [PREFIX]", "", "shows the keys that begin with PREFIX, and their values"),
        /** What is kept available. */
        AVAILABILITY("availability", 0, 0, "", "", "shows what is kept available: workloads, units, components, nodes"),
        /** Operations on it. */
        OPERATE("availability-operate", 2, 3, " OPERATION TARGET [UNIT]", null, "asks for lock, unlock, shutdown, "
                + "restart or repair of a unit, group or node, for move of a workload to a unit, for maintenance of a "
                + "node, or vouches that one is fenced"),
        /** Groups that are not in corosync.conf. */
        DECLARE("availability-declare", 1, 1, " FILE", null, "keeps a group available that is not in corosync.conf: "
                + "FILE, on the host of this framework, has one \"group { ... }\" as there; again it replaces it"),
        /** Takes them away. */
        WITHDRAW("availability-withdraw", 1, 1, " GROUP", null, "takes a declared group away; it is stopped first"),
        /** Reads the configuration again. */
        RELOAD("reload", 0, 0, "", null, "has all nodes of the cluster read corosync.conf again");

        private final String function;
        private final int least;
        private final int most;
        private final String arguments;
        private final String options;
        private final String job;

        /** @param options those beside --json and --node, null when there is no --json */
        Name(String function, int least, int most, String arguments, String options, String job) {
            this.function = function;
            this.least = least;
            this.most = most;
            this.arguments = arguments;
            this.options = options;
            this.job = job;
        }

        /** @return its name in the shell, without the scope */
        public String function() {
            return function;
        }

        /** @return how it is called, and what it does: two lines */
        public String usage() {
            String own = options == null ? "" : " [--json]" + (options.isEmpty() ? "" : " " + options);
            return Commands.SCOPE + ":" + function + own + " [--node NAME]" + arguments + "\n  " + job + "\n";
        }
    }

    private final Commands commands;

    /**
     * @param commands what is run
     */
    public CommandLine(Commands commands) {
        this.commands = commands;
    }

    /**
     * @param command the command
     * @param words the words after it; a word {@code --} ends the options
     * @return the text to print
     * @throws CommandException when it cannot be called so, or fails
     */
    public String run(Name command, List<String> words) throws CommandException {
        Words parsed = new Words(command, words);
        return parsed.help ? command.usage() : run(command, parsed);
    }

    private String run(Name command, Words words) throws CommandException {
        Output output = new Output(words.json, Style.PLAIN);
        return switch (command) {
            case STATUS -> commands.status(words.node, words.why, output);
            case MEMBERS -> commands.members(words.node, output);
            case GROUPS -> commands.groups(words.node, output);
            case ENGINES -> commands.engines(words.node, output);
            case TRANSPORTS -> commands.transports(words.node, output);
            case GET -> commands.get(words.node, words.rest.get(0), output);
            case SET -> commands.set(words.node, words.rest.get(0), words.rest.get(1), words.rest.get(2));
            case LIST -> commands.list(words.node, words.rest.isEmpty() ? "" : words.rest.get(0), output);
            case AVAILABILITY -> commands.availability(words.node, output);
            case OPERATE -> commands.operate(words.node, words.rest);
            case DECLARE -> commands.declare(words.node, words.rest.get(0));
            case WITHDRAW -> commands.withdraw(words.node, words.rest.get(0));
            case RELOAD -> commands.reload(words.node);
        };
    }

    /** What the words mean. */
    private static final class Words {
        private final Name command;
        private final List<String> rest = new ArrayList<>();
        private String node = "";
        private boolean json;
        private boolean why;
        private boolean help;

        Words(Name command, List<String> words) throws CommandException {
            this.command = command;
            boolean options = true;
            for (int i = 0; i < words.size(); i++) {
                String word = words.get(i);
                if (!options || !word.startsWith("--")) {
                    rest.add(word);
                } else if (word.equals("--")) {
                    options = false;
                } else if (word.equals("--node")) {
                    i++;
                    if (i == words.size() || words.get(i).isEmpty()) {
                        throw wrong("--node wants a name");
                    }
                    node = words.get(i);
                } else {
                    option(word);
                }
            }
            if (!help && (rest.size() < command.least || rest.size() > command.most)) {
                throw wrong(rest.size() < command.least
                        ? "something is missing"
                        : Table.visible(rest.get(command.most)) + " is too much");
            }
        }

        private void option(String word) throws CommandException {
            boolean shows = command.options != null;
            if (word.equals("--json") && shows) {
                json = true;
            } else if (("[" + word + "]").equals(command.options)) {
                why = true;
            } else if (word.equals(HELP)) {
                help = true;
            } else {
                throw wrong("there is no option " + Table.visible(word));
            }
        }

        private CommandException wrong(String what) {
            return new CommandException(Commands.SCOPE + ":" + command.function + ": " + what + ". Usage: "
                    + command.usage().lines().findFirst().orElseThrow());
        }
    }
}
