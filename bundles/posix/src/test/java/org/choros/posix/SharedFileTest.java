package org.choros.posix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that others have made. */
final class SharedFileTest {
    private static final int SIZE = 100;

    @TempDir
    private Path folder;

    private static int errno(Path file, int uid, long size) {
        return assertThrows(PosixException.class, () -> SharedFile.openForeign(file, uid, size).close()).errno();
    }

    @Test
    void aForeignFileIsOpenedOnlyWhenItIsAsSaid() throws Exception {
        Path file = Files.write(folder.resolve("file"), new byte[SIZE]);
        int uid = Processes.uid();
        for (int owner : new int[]{uid, 0}) {
            try (SharedFile open = SharedFile.openForeign(file, owner, SIZE)) {
                NativeBuffer memory = NativeBuffer.allocate(SIZE);
                assertEquals(SIZE, open.read(memory, 0, SIZE, 0));
            }
        }
        assertEquals(Errno.EINVAL, errno(file, uid, SIZE + 1));
        assertEquals(Errno.EINVAL, errno(file, uid, -1));
        assertEquals(Errno.EACCES, errno(file, uid + 1, SIZE), "another's");
        assertEquals(Errno.ENOENT, errno(folder.resolve("none"), uid, SIZE));
        Path link = Files.createSymbolicLink(folder.resolve("link"), file);
        assertThrows(PosixException.class, () -> SharedFile.openForeign(link, uid, SIZE).close());
        assertThrows(PosixException.class, () -> SharedFile.openForeign(folder, uid, 0).close());
        // a device, and one that would block
        assertEquals(Errno.EACCES, errno(Path.of("/dev/null"), 0, 0));
        Path fifo = folder.resolve("fifo");
        assertEquals(0, new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor());
        assertEquals(Errno.EACCES, errno(fifo, uid, 0));
    }
}
