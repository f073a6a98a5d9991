package org.choros.posix;

/** 32-bit words of memory that others have mapped and may take away at any time. */
public interface ForeignWords extends AutoCloseable {
    /**
     * Adds to a word atomically and then wakes one who waits on it, in whatever process.
     *
     * @param offset of the word, a multiple of 4
     * @param delta -2048 to 2047
     * @return how many were woken, or a negative errno: -{@link Errno#EFAULT} when the memory is gone
     */
    int addAndWake(int offset, int delta);

    @Override
    void close();
}
