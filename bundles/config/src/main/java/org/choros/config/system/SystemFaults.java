package org.choros.config.system;

import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;

import java.util.Map;

import org.choros.config.HostFault;

/** Error numbers for the JDK's exceptions. */
final class SystemFaults {
    static final HostFault NO_SUCH_FILE = new HostFault("No such file or directory", 2);
    static final HostFault PERMISSION_DENIED = new HostFault("Permission denied", 13);
    static final HostFault NOT_A_DIRECTORY = new HostFault("Not a directory", 20);
    static final HostFault IS_A_DIRECTORY = new HostFault("Is a directory", 21);

    private static final HostFault INPUT_OUTPUT = new HostFault("Input/output error", 5);
    private static final Map<String, Integer> NUMBERS = Map.of("Not a directory", 20, "Is a directory", 21,
            "Too many open files", 24, "No space left on device", 28, "Read-only file system", 30,
            "File name too long", 36, "Too many levels of symbolic links", 40);

    private SystemFaults() {
    }

    /** The fault that says what the exception says. */
    static HostFault of(Exception e) {
        if (e instanceof NoSuchFileException || e instanceof InvalidPathException) {
            return NO_SUCH_FILE;
        }
        if (e instanceof AccessDeniedException) {
            return PERMISSION_DENIED;
        }
        if (e instanceof FileSystemException f && f.getReason() != null) {
            return new HostFault(f.getReason(), NUMBERS.getOrDefault(f.getReason(), INPUT_OUTPUT.errno()));
        }
        return e.getMessage() == null ? INPUT_OUTPUT : new HostFault(e.getMessage(), INPUT_OUTPUT.errno());
    }
}
