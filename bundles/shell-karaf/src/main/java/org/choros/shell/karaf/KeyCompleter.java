package org.choros.shell.karaf;

import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.CommandLine;
import org.apache.karaf.shell.api.console.Completer;
import org.apache.karaf.shell.api.console.Session;
import org.choros.shell.command.CommandException;
import org.choros.shell.command.Commands;
import org.choros.shell.nodes.OsgiNodes;
import org.osgi.framework.BundleContext;

/** Completes keys of maps, a part at a time: there are hundreds. */
@Service
public final class KeyCompleter implements Completer {
    private static final String DOT = ".";

    @Reference
    private BundleContext context;

    @Override
    public int complete(Session session, CommandLine line, List<String> candidates) {
        String typed = line.getCursorArgument() == null
                ? ""
                : line.getCursorArgument().substring(0, line.getArgumentPosition());
        if (line.getCursorArgumentIndex() == 0) {
            // the command itself is the first: Karaf asks whether a word further left will do, and a new key does, too
            candidates.add(ended(typed));
        } else {
            next(typed, line.getArguments()).forEach(part -> candidates.add(part.endsWith(DOT) ? part : ended(part)));
        }
        return candidates.isEmpty() ? -1 : line.getBufferPosition() - line.getArgumentPosition();
    }

    /** Karaf goes on to the next word only where the candidate does. */
    private static String ended(String word) {
        return word + ' ';
    }

    private SortedSet<String> next(String typed, String[] words) {
        try {
            return parts(typed, new Commands(new OsgiNodes(context)).keys(node(words), typed));
        } catch (CommandException e) {
            // there is nothing to complete: the command itself will say why
            return new TreeSet<>();
        }
    }

    /** The value of --node where it stands on the line already. */
    static String node(String[] words) {
        for (int i = 0; i < words.length - 1; i++) {
            if (words[i].equals("--node")) {
                return words[i + 1];
            }
        }
        return "";
    }

    /** Keys, each to the end of the part that is being typed. */
    static SortedSet<String> parts(String typed, List<String> keys) {
        SortedSet<String> parts = new TreeSet<>();
        for (String key : keys) {
            int dot = key.indexOf(DOT, typed.length());
            parts.add(dot < 0 ? key : key.substring(0, dot + 1));
        }
        return parts;
    }
}
