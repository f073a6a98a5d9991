package org.choros.itests.fuzz;

/** Something that has to hold does not. */
public final class OracleException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * @param text what does not hold
     */
    public OracleException(String text) {
        super(text);
    }

    static void require(boolean holds, String text) {
        if (!holds) {
            throw new OracleException(text);
        }
    }
}
