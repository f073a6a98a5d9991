package org.choros.shell.command;

import java.util.Map;

import org.choros.base.ChorosException;
import org.choros.base.CsError;

/** A command failed; the message is for people: what, where, and what to do. */
public final class CommandException extends Exception {
    private static final long serialVersionUID = 1L;

    /**
     * @param message the whole sentence
     */
    public CommandException(String message) {
        super(message);
    }

    /**
     * @param node the node's name
     * @param what what was tried, for example {@code read its map}
     * @param e how it failed
     * @param hints what certain errors mean here
     */
    CommandException(String node, String what, ChorosException e, Map<CsError, String> hints) {
        super("Node " + node + ": could not " + what + " (" + e.error().text() + "): "
                + hints.getOrDefault(e.error(), meaning(e.error())) + ".", e);
    }

    private static String meaning(CsError error) {
        return switch (error) {
            case TRY_AGAIN -> "it synchronises or is full at this moment, try again";
            case TIMEOUT -> "it did not answer in time, see its log";
            case NOT_SUPPORTED -> "it has no such service, choros:engines shows what it has";
            case NO_RESOURCES -> "it takes no more clients or is about to end, see its log";
            case LIBRARY, BAD_HANDLE -> "it has ended, see its log";
            case ACCESS -> "it does not permit it";
            default -> "see its log";
        };
    }
}
