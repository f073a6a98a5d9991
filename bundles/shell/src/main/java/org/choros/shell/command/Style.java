package org.choros.shell.command;

/** How text is made to stand out. */
public interface Style {
    /** As it is. */
    Style PLAIN = (text, tone) -> text;

    /** What a text means to who reads it. */
    enum Tone {
        /** A heading. */
        HEAD,
        /** As it should be. */
        GOOD,
        /** Worth a look. */
        WARN,
        /** As it should not be. */
        BAD
    }

    /**
     * @param text a text without control characters
     * @param tone what it means
     * @return the text, with signs around it that take no room
     */
    String paint(String text, Tone tone);
}
