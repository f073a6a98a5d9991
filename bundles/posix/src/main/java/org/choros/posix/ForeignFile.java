package org.choros.posix;

/** A file of somebody who may cut or change it at any time, read and written by calls. */
public interface ForeignFile extends AutoCloseable {
    /**
     * @param into the memory
     * @param offset where the bytes go
     * @param length how many
     * @param position where they are in the file
     * @return how many there were (fewer at the end of the file), or a negative errno
     */
    int read(NativeBuffer into, int offset, int length, long position);

    /**
     * @param from the memory
     * @param offset where the bytes begin
     * @param length how many
     * @param position where they go in the file
     * @return how many were written, or a negative errno
     */
    int write(NativeBuffer from, int offset, int length, long position);

    @Override
    void close();
}
