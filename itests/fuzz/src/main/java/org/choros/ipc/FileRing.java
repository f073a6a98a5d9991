package org.choros.ipc;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;

import org.choros.wire.qb.QbNames;
import org.choros.wire.qb.RingLayout;

/** A client's end of one ring, by calls and without a mapping: whoever cuts the file afterwards must not die of it. */
final class FileRing implements AutoCloseable {
    private final RandomAccessFile headerFile;
    private final RandomAccessFile dataFile;
    private final ByteBuffer word = ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    private final int words;
    private int at;

    FileRing(String base) throws IOException {
        headerFile = new RandomAccessFile(base + QbNames.HEADER, "rw");
        try {
            dataFile = new RandomAccessFile(base + QbNames.DATA, "rw");
        } catch (IOException e) {
            headerFile.close();
            throw e;
        }
        try {
            words = (int) (dataFile.length() / 4);
            header(RingLayout.REF_COUNT, header(RingLayout.REF_COUNT) + 1);
        } catch (IOException e) {
            close();
            throw e;
        }
    }

    private int get(FileChannel file, long position) throws IOException {
        word.clear();
        return file.read(word, position) < Integer.BYTES ? 0 : word.getInt(0);
    }

    private void put(FileChannel file, long position, int value) throws IOException {
        word.clear().putInt(0, value);
        file.write(word, position);
    }

    int header(int offset) throws IOException {
        return get(headerFile.getChannel(), offset);
    }

    void header(int offset, int value) throws IOException {
        put(headerFile.getChannel(), offset, value);
    }

    /** Stores a word somewhere after an index of the header. */
    void word(int index, int offset, int value) throws IOException {
        if (words > 0) {
            put(dataFile.getChannel(), 4L * Math.floorMod((long) header(index) + offset, words), value);
        }
    }

    private int data(int index) throws IOException {
        return get(dataFile.getChannel(), 4L * (index % words));
    }

    private void data(int index, int value) throws IOException {
        put(dataFile.getChannel(), 4L * (index % words), value);
    }

    void cut(boolean ofHeader, int size) throws IOException {
        (ofHeader ? headerFile : dataFile).setLength(size);
    }

    /** Writes a message; false when there is no room. */
    boolean write(ByteBuffer message) throws IOException {
        int length = message.remaining();
        int read = header(RingLayout.READ_INDEX);
        int chunks = header(RingLayout.SEMAPHORE);
        if (!RingLayout.valid(words, read)
                || !RingLayout.fits(RingLayout.freeBytes(words, at, read, chunks), length)) {
            return false;
        }
        ByteBuffer whole = ByteBuffer.allocate(8 + (length + 3) / 4 * 4).order(ByteOrder.LITTLE_ENDIAN);
        whole.putInt(0, length).putInt(4, RingLayout.COMMITTED).put(8, message, message.position(), length);
        int first = Math.min(whole.capacity(), (words - at) * 4);
        dataFile.getChannel().write(whole.limit(first), 4L * at);
        dataFile.getChannel().write(whole.limit(whole.capacity()), 0);
        at = RingLayout.next(words, at, length);
        header(RingLayout.WRITE_INDEX, at);
        header(RingLayout.SEMAPHORE, chunks + 1);
        return true;
    }

    /** Takes a message, or null. */
    ByteBuffer read() throws IOException {
        if (words == 0 || data(at + 1) != RingLayout.COMMITTED) {
            return null;
        }
        int length = data(at);
        if (!RingLayout.validLength(words, length)) {
            return null;
        }
        ByteBuffer message = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        int start = (at + 2) % words;
        dataFile.getChannel().read(message.limit(Math.min(length, (words - start) * 4)), 4L * start);
        dataFile.getChannel().read(message.limit(length), 0);
        data(at, 0);
        data(at + 1, RingLayout.DEAD);
        header(RingLayout.SEMAPHORE, header(RingLayout.SEMAPHORE) - 1);
        at = RingLayout.next(words, at, length);
        header(RingLayout.READ_INDEX, at);
        return message.clear();
    }

    @Override
    public void close() throws IOException {
        headerFile.close();
        dataFile.close();
    }
}
