package org.choros.tools;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Set;

/** corosync-keygen: makes the key of a cluster. */
public final class KeyGen {
    static final String NAME = "corosync-keygen";
    private static final String RANDOM = "/dev/random";
    private static final String URANDOM = "/dev/urandom";
    private static final int SIZE_2 = 128;
    private static final int SIZE_3 = 256;
    private static final int SIZE_MIN = 128;
    private static final int SIZE_MAX = 4096;
    private static final int NO_FILE = 2;
    private static final int NO_MODE = 3;
    private static final int NOT_WRITTEN = 4;

    private final Console console;
    private String file = "/etc/corosync/authkey";
    private String source;
    private int size;

    private KeyGen(Console console, Dialect dialect) {
        this.console = console;
        this.source = dialect == Dialect.V2 ? RANDOM : URANDOM;
        this.size = dialect == Dialect.V2 ? SIZE_2 : SIZE_3;
    }

    /**
     * @param args as on the command line
     */
    public static void main(String[] args) {
        Console console = Console.standard();
        Dialect dialect = Dialect.chosen();
        int status = run(args, console, dialect == null ? Dialect.V3 : dialect);
        console.flush();
        Runtime.getRuntime().halt(status);
    }

    static int run(String[] args, Console console, Dialect dialect) {
        KeyGen tool = new KeyGen(console, dialect);
        try {
            if (tool.parse(args, dialect)) {
                tool.generate();
            }
            return 0;
        } catch (ToolException e) {
            if (e.getMessage() != null) {
                console.error(e.getMessage());
            }
            return e.status();
        }
    }

    private boolean parse(String[] args, Dialect dialect) throws ToolException {
        GetOpt options = dialect == Dialect.V2
                ? new GetOpt(NAME, args, "k:lh", new GetOpt.Long[]{new GetOpt.Long("key-file", true, 'k'),
                        new GetOpt.Long("less-secure", false, 'l'), new GetOpt.Long("help", false, 'h')}, console)
                : new GetOpt(NAME, args, "k:lhr:s:",
                        new GetOpt.Long[]{new GetOpt.Long("key-file", true, 'k'),
                                new GetOpt.Long("less-secure", false, 'l'), new GetOpt.Long("help", false, 'h'),
                                new GetOpt.Long("random-file", true, 'r'), new GetOpt.Long("size", true, 's')},
                        console);
        for (int option = options.next(); option != GetOpt.END; option = options.next()) {
            switch (option) {
                case 'k' -> file = options.argument();
                case 'l' -> source = dialect == Dialect.V2 ? URANDOM : source;
                case 'r' -> source = options.argument();
                case 's' -> size = size(options.argument());
                case 'h' -> {
                    console.print(dialect == Dialect.V2 ? KeyGenUsage.V2 : KeyGenUsage.V3);
                    return false;
                }
                default -> {
                    console.println("Error parsing command line options.");
                    throw new ToolException(null);
                }
            }
        }
        return true;
    }

    private static int size(String text) throws ToolException {
        long size = Numbers.between(text, SIZE_MIN, SIZE_MAX);
        if (size < 0) {
            throw new ToolException(
                    NAME + ": Unsupported key size (supported <" + SIZE_MIN + "," + SIZE_MAX + ">)\n");
        }
        return (int) size;
    }

    private void generate() throws ToolException {
        console.println("Corosync Cluster Engine Authentication key generator.");
        console.println("Gathering " + 8 * size + " bits for key from " + source + ".");
        byte[] key = gather();
        Path path = Path.of(file);
        Set<PosixFilePermission> ours = EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
        try (ByteChannel out = create(path, ours)) {
            permit(path, EnumSet.of(PosixFilePermission.OWNER_READ));
            console.println("Writing corosync key to " + file + ".");
            ByteBuffer bytes = ByteBuffer.wrap(key);
            while (bytes.hasRemaining()) {
                out.write(bytes);
            }
        } catch (IOException e) {
            throw new ToolException(NAME + ": Could not write " + file + ": " + SystemErrors.text(e), NOT_WRITTEN);
        }
    }

    private byte[] gather() throws ToolException {
        try (InputStream in = open()) {
            if (source.equals(RANDOM)) {
                console.println("Press keys on your keyboard to generate entropy.");
                console.flush();
            }
            byte[] key = in.readNBytes(size);
            if (key.length < size) {
                throw new EOFException("it has only " + key.length + " bytes");
            }
            return key;
        } catch (IOException e) {
            // the name is always this one in corosync's own message, too
            throw new ToolException(NAME + ": Could not read " + RANDOM + ": " + SystemErrors.text(e));
        }
    }

    private InputStream open() throws ToolException {
        try {
            return Files.newInputStream(Path.of(source));
        } catch (IOException e) {
            throw new ToolException(NAME + ": Failed to open random source: " + SystemErrors.text(e));
        }
    }

    private static ByteChannel create(Path path, Set<PosixFilePermission> permissions) throws ToolException {
        try {
            boolean there = Files.exists(path);
            ByteChannel channel = FileChannel.open(path,
                    EnumSet.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE,
                            StandardOpenOption.TRUNCATE_EXISTING),
                    java.nio.file.attribute.PosixFilePermissions.asFileAttribute(permissions));
            if (there) {
                // an old key may have been readable for others
                permit(path, permissions);
            }
            return channel;
        } catch (IOException e) {
            throw new ToolException(NAME + ": Could not create " + path + ": " + SystemErrors.text(e), NO_FILE);
        }
    }

    private static void permit(Path path, Set<PosixFilePermission> permissions) throws ToolException {
        try {
            Files.setPosixFilePermissions(path, permissions);
        } catch (IOException e) {
            throw new ToolException(NAME + ": Could not set permissions of " + path + ": " + SystemErrors.text(e),
                    NO_MODE);
        }
    }
}
