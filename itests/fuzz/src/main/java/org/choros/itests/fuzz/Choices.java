package org.choros.itests.fuzz;

/** An input read as choices, one after the other; behind its end everything is 0. */
public interface Choices {
    /** @return whether the end is not reached yet */
    boolean hasMore();

    /** @return 0 to 255 */
    int next();

    /**
     * @param choices how many there are
     * @return one of them, from 0
     */
    int next(int choices);

    /**
     * @param oneOf how rare it is
     * @return whether it is to be
     */
    boolean chance(int oneOf);

    /** @return a number: one around which arithmetic goes wrong, a small one, or any */
    int value();

    /**
     * @param length how many are wanted
     * @return so many of the following bytes, or all that are left
     */
    byte[] bytes(int length);
}
