package org.choros.tools;

/** What corosync-quorumtool was told to do and how. */
final class QuorumOptions {
    static final String NAME = "corosync-quorumtool";
    private static final int VOTES_MAX = Integer.MAX_VALUE;

    private Command command = Command.STATUS;
    private boolean allNames;
    private boolean machine;
    private boolean hexadecimal;
    private boolean addresses;
    private boolean json;
    private Order order = Order.AS_DELIVERED;
    private int votes;
    private int expected;
    private long nodeId;

    /** What to do. */
    enum Command {
        STATUS, MONITOR, LIST, SET_VOTES, SET_EXPECTED, UNREGISTER, VERSION, HELP, BAD
    }

    /** How nodes are sorted. */
    enum Order {
        AS_DELIVERED, BY_ID, BY_NAME
    }

    private QuorumOptions() {
    }

    static QuorumOptions parse(String[] args, Console console) throws ToolException {
        QuorumOptions result = new QuorumOptions();
        GetOpt options = GetOpt.withJson(NAME, args, "VHaslpmfe:v:hin:o:", console);
        for (int option = options.next(); option != GetOpt.END; option = options.next()) {
            if (!result.take(option, options.argument())) {
                return result;
            }
        }
        return result;
    }

    /** Takes one option; false when nothing behind it matters. */
    private boolean take(int option, String argument) throws ToolException {
        switch (option) {
            case 's' -> command = Command.STATUS;
            case 'm' -> command = Command.MONITOR;
            case 'l' -> command = Command.LIST;
            case 'f' -> command = Command.UNREGISTER;
            case 'a' -> allNames = true;
            case 'p' -> machine = true;
            case 'H' -> hexadecimal = true;
            case 'i' -> addresses = true;
            case GetOpt.JSON -> json = true;
            case 'o' -> order = order(argument);
            case 'e' -> {
                expected = (int) number(argument, 1, VOTES_MAX,
                        "New expected votes value was not valid, try a positive number");
                command = Command.SET_EXPECTED;
            }
            case 'v' -> {
                votes = (int) number(argument, 0, VOTES_MAX,
                        "New votes value was not valid, try a positive number or zero");
                command = Command.SET_VOTES;
            }
            case 'n' -> nodeId = number(argument, 1, 0xFFFF_FFFFL,
                    "The nodeid was not valid, try a positive number");
            default -> {
                command = option == 'V' ? Command.VERSION : option == 'h' ? Command.HELP : Command.BAD;
                return false;
            }
        }
        return true;
    }

    private static long number(String text, long min, long max, String message) throws ToolException {
        long number = Numbers.between(text, min, max);
        if (number < 0) {
            throw new ToolException(message);
        }
        return number;
    }

    private static Order order(String text) throws ToolException {
        return switch (text) {
            case "a" -> Order.AS_DELIVERED;
            case "i" -> Order.BY_ID;
            case "n" -> Order.BY_NAME;
            default -> throw new ToolException(
                    "Invalid ordering option. valid orders are a(address), i(node ID) or n(name)");
        };
    }

    Command command() {
        return command;
    }

    /** All names or addresses of each node. */
    boolean allNames() {
        return allNames;
    }

    /** The column of the quorum device is there in any case. */
    boolean machine() {
        return machine;
    }

    boolean hexadecimal() {
        return hexadecimal;
    }

    /** Addresses, not names. */
    boolean addresses() {
        return addresses;
    }

    /** JSON, a line each time. */
    boolean json() {
        return json;
    }

    Order order() {
        return order;
    }

    int votes() {
        return votes;
    }

    int expected() {
        return expected;
    }

    /** The node to change, 0 for ours. */
    long nodeId() {
        return nodeId;
    }
}
