package org.choros.itests.fuzz;

import java.util.function.Supplier;

/** Something that has to hold does not. */
public final class OracleException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * @param text what does not hold
     */
    public OracleException(String text) {
        super(text);
    }

    /**
     * @param holds whether it holds
     * @param text what does not hold
     */
    public static void require(boolean holds, String text) {
        if (!holds) {
            throw new OracleException(text);
        }
    }

    /**
     * As above, with a text that is only made when it is needed.
     *
     * @param holds whether it holds
     * @param text what does not hold
     */
    public static void require(boolean holds, Supplier<String> text) {
        if (!holds) {
            throw new OracleException(text.get());
        }
    }
}
