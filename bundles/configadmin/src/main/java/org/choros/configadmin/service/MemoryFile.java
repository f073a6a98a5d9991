package org.choros.configadmin.service;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

import org.choros.configadmin.core.Memory;

/** The memory of a replication on disk: the old file or the new one, never half of one. */
final class MemoryFile {
    private final Path file;
    private long saved;

    MemoryFile(Path file) {
        this.file = file;
    }

    /**
     * What was saved last, an empty memory when nothing.
     *
     * @throws IOException when it cannot be read, or is none
     */
    Memory load() throws IOException {
        byte[] bytes;
        try {
            bytes = Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            return new Memory();
        }
        Memory memory = Memory.decode(bytes);
        if (memory == null) {
            throw new IOException(file + " is damaged");
        }
        return memory;
    }

    /** Saves it if something is new. */
    void save(Memory memory) throws IOException {
        if (memory.changes() == saved) {
            return;
        }
        Path next = file.resolveSibling(file.getFileName() + ".next");
        Files.write(next, memory.encode());
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        saved = memory.changes();
    }
}
