package org.choros.tools;

import java.util.ArrayList;
import java.util.List;

/** Parses options as getopt(3) and getopt_long(3) of the GNU C library do, messages and all. */
final class GetOpt {
    /** No more options. */
    static final int END = -1;
    /** An option that is wrong; the message was written. */
    static final int BAD = '?';
    /** The option {@code --json}, ours alone. */
    static final int JSON = 0x100;
    private static final String JSON_TEXT = "--json";

    /**
     * A long option.
     *
     * @param name its name
     * @param argument whether it needs an argument
     * @param value what {@link #next} returns for it
     */
    record Long(String name, boolean argument, int value) {
    }

    private final String program;
    private final String[] args;
    private final String shorts;
    private final Long[] longs;
    private final boolean json;
    private final Console console;
    private final List<String> operands = new ArrayList<>();
    private int index;
    private int inside;
    private String argument = "";

    /** Options by letters, each with a colon behind it when it needs an argument; no long options. */
    GetOpt(String program, String[] args, String shorts, Console console) {
        this(program, args, shorts, null, false, console);
    }

    GetOpt(String program, String[] args, String shorts, Long[] longs, Console console) {
        this(program, args, shorts, longs, false, console);
    }

    private GetOpt(String program, String[] args, String shorts, Long[] longs, boolean json, Console console) {
        this.program = program;
        this.args = args.clone();
        this.shorts = shorts;
        this.longs = longs;
        this.json = json;
        this.console = console;
    }

    /** Options by letters and {@link #JSON}; all else that begins with two hyphens stays what it was. */
    static GetOpt withJson(String program, String[] args, String shorts, Console console) {
        return new GetOpt(program, args, shorts, null, true, console);
    }

    /** The argument of the last option. */
    String argument() {
        return argument;
    }

    /** What is no option, in order; complete after {@link #END}. */
    List<String> operands() {
        return operands;
    }

    /** The next option's letter or value, {@link #BAD} or {@link #END}. */
    int next() {
        while (inside == 0) {
            if (index == args.length) {
                return END;
            }
            String arg = args[index];
            if (arg.equals("--")) {
                for (index++; index < args.length; index++) {
                    operands.add(args[index]);
                }
                return END;
            }
            if (json && arg.equals(JSON_TEXT)) {
                index++;
                return JSON;
            }
            if (arg.length() > 1 && arg.charAt(0) == '-') {
                if (longs != null && arg.charAt(1) == '-') {
                    index++;
                    return longOption(arg.substring(2));
                }
                inside = 1;
            } else {
                operands.add(arg);
                index++;
            }
        }
        return shortOption();
    }

    private int shortOption() {
        String arg = args[index];
        char letter = arg.charAt(inside++);
        boolean last = inside == arg.length();
        if (last) {
            index++;
        }
        String rest = last ? "" : arg.substring(inside);
        if (last) {
            inside = 0;
        }
        int at = letter == ':' ? -1 : shorts.indexOf(letter);
        if (at < 0) {
            return bad("invalid option -- '" + letter + "'");
        }
        if (at + 1 == shorts.length() || shorts.charAt(at + 1) != ':') {
            return letter;
        }
        if (!last) {
            argument = rest;
            inside = 0;
            index++;
            return letter;
        }
        if (index == args.length) {
            return bad("option requires an argument -- '" + letter + "'");
        }
        argument = args[index++];
        return letter;
    }

    private int longOption(String text) {
        int equals = text.indexOf('=');
        String name = equals < 0 ? text : text.substring(0, equals);
        Long found = find(name);
        if (found == null) {
            return BAD;
        }
        if (equals >= 0 && !found.argument()) {
            return bad("option '--" + found.name() + "' doesn't allow an argument");
        }
        if (found.argument()) {
            if (equals < 0 && index == args.length) {
                return bad("option '--" + found.name() + "' requires an argument");
            }
            argument = equals < 0 ? args[index++] : text.substring(equals + 1);
        }
        return found.value();
    }

    private Long find(String name) {
        List<Long> possible = new ArrayList<>();
        for (Long option : longs) {
            if (option.name().equals(name)) {
                return option;
            }
            if (option.name().startsWith(name)) {
                possible.add(option);
            }
        }
        if (possible.size() == 1) {
            return possible.get(0);
        }
        if (possible.isEmpty()) {
            bad("unrecognized option '--" + name + "'");
            return null;
        }
        StringBuilder text = new StringBuilder("option '--" + name + "' is ambiguous; possibilities:");
        for (Long option : possible) {
            text.append(" '--").append(option.name()).append('\'');
        }
        bad(text.toString());
        return null;
    }

    private int bad(String message) {
        console.error(program + ": " + message);
        return BAD;
    }
}
