package org.choros.config;

/** Something in the text is wrong; the reader adds file and line. */
final class DirectiveFault extends Exception {
    private static final long serialVersionUID = 1L;

    private final boolean structural;

    DirectiveFault(String message) {
        this(message, false);
    }

    private DirectiveFault(String message, boolean structural) {
        super(ConfText.readable(message), null, false, false);
        this.structural = structural;
    }

    /** A fault of braces and lengths, which dialect 2 prints with the words "parser error". */
    static DirectiveFault structural(String message) {
        return new DirectiveFault(message, true);
    }

    boolean structural() {
        return structural;
    }
}
