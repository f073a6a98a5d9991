package org.choros.shell.command;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import org.choros.base.ChorosException;
import org.choros.base.CsError;
import org.choros.shell.nodes.NodeName;
import org.choros.shell.nodes.Nodes;
import org.choros.shell.nodes.Service;
import org.choros.shell.nodes.Use;

/** Picks nodes, and asks them so that what goes wrong is said in sentences. */
final class Reader {
    private final Nodes nodes;

    Reader(Nodes nodes) {
        this.nodes = nodes;
    }

    /** Something that asks a node. */
    @FunctionalInterface
    interface Question<R> {
        R ask() throws ChorosException;
    }

    Nodes nodes() {
        return nodes;
    }

    /** The node of this name; without a name, all. */
    List<NodeName> all(String name) throws CommandException {
        List<NodeName> there = nodes.list();
        if (there.isEmpty()) {
            throw new CommandException("No node serves in this framework: " + (nodes.configured().isEmpty()
                    ? "none is configured."
                    : "it forms its first ring, waits for a plug-in or has ended; its log says which."));
        }
        if (name.isEmpty()) {
            return there;
        }
        List<NodeName> named = there.stream().filter(node -> node.name().equals(name)).toList();
        if (named.isEmpty()) {
            throw new CommandException("No node " + name + " serves in this framework; " + names(there) + ".");
        }
        return named;
    }

    /** The node of this name; without a name, the only one. */
    NodeName one(String name) throws CommandException {
        List<NodeName> found = all(name);
        if (found.size() > 1) {
            throw new CommandException("Several nodes serve in this framework: say which with --node NAME; "
                    + names(found) + ".");
        }
        return found.get(0);
    }

    private static String names(List<NodeName> there) {
        return "there " + (there.size() == 1 ? "is " : "are ")
                + there.stream().map(NodeName::name).collect(Collectors.joining(", "));
    }

    <R> R ask(NodeName node, String what, Question<R> question) throws CommandException {
        try {
            return question.ask();
        } catch (ChorosException e) {
            throw new CommandException(node.name(), what, e, Map.of());
        }
    }

    <S, R> R use(NodeName node, Service<S> service, String what, Map<CsError, String> hints, Use<S, R> use)
            throws CommandException {
        try {
            return nodes.use(node.name(), service, use);
        } catch (ChorosException e) {
            throw new CommandException(node.name(), what, e, hints);
        }
    }
}
