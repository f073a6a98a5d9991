package org.choros.tools;

/** Ends a tool with a message on standard error, or with none when its message is null. */
final class ToolException extends Exception {
    private static final long serialVersionUID = 1L;

    private final int status;

    ToolException(String message) {
        this(message, 1);
    }

    ToolException(String message, int status) {
        super(message, null, false, false);
        this.status = status;
    }

    int status() {
        return status;
    }
}
