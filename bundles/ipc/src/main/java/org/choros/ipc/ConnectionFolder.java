package org.choros.ipc;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.choros.posix.Errno;
import org.choros.posix.FileOwner;
import org.choros.posix.PosixException;
import org.choros.posix.Processes;
import org.choros.posix.SharedFile;
import org.choros.spi.ipc.IpcSettings;
import org.choros.wire.qb.QbNames;
import org.choros.wire.qb.RingLayout;

/** The folder of one connection in shared memory and what is in it. Not for the ring thread. */
final class ConnectionFolder implements Kernel.Folder {
    private static final Pattern NAME = Pattern.compile("qb-(\\d{1,9})-(\\d{1,9})-\\d{1,9}-\\w{6}");
    private static final String LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    private static final int ATTEMPTS = 100;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Path path;
    private final String service;

    private ConnectionFolder(Path path, String service) {
        this.path = path;
        this.service = service;
    }

    /** Makes an empty folder that only we can enter. */
    static ConnectionFolder create(Path parent, String service, int clientPid, int fd) throws IOException {
        for (int attempt = 0;; attempt++) {
            StringBuilder name = new StringBuilder("qb-" + Processes.pid() + "-" + clientPid + "-" + fd + "-");
            for (int i = 0; i < 6; i++) {
                name.append(LETTERS.charAt(RANDOM.nextInt(LETTERS.length())));
            }
            try {
                Path path = Files.createDirectory(parent.resolve(name.toString()),
                        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
                return new ConnectionFolder(path, service);
            } catch (FileAlreadyExistsException e) {
                if (attempt == ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    @Override
    public Channel open(IpcSettings.Type type, Client client) throws IOException {
        Channel channel = type == IpcSettings.Type.SHARED_MEMORY
                ? rings(client)
                : DatagramChannel.create(controlFile(), sockets(), client.maxMessageSize(), client);
        try {
            FileOwner.mode(path, 0770);
            FileOwner.change(path, client.uid(), client.gid());
        } catch (PosixException e) {
            // like libqb: without the right to give files away the client is ourselves, or fails to open them
            if (e.errno() != Errno.EPERM) {
                channel.close();
                throw e;
            }
        }
        return channel;
    }

    private Channel rings(Client client) throws IOException {
        int length = RingLayout.dataLength(client.maxMessageSize(), SharedFile.pageSize());
        RingFile[] rings = new RingFile[3];
        String[] names = {requestRing(), responseRing(), eventRing()};
        for (int i = 0; i < rings.length; i++) {
            try {
                rings[i] = RingFile.create(names[i], length, client.uid(), client.gid());
            } catch (IOException e) {
                for (int made = 0; made < i; made++) {
                    rings[made].close();
                }
                throw e;
            }
        }
        return new RingChannel(rings[0], rings[1], rings[2]);
    }

    @Override
    public String requestRing() {
        return QbNames.requestRing(path, service);
    }

    @Override
    public String responseRing() {
        return QbNames.responseRing(path, service);
    }

    @Override
    public String eventRing() {
        return QbNames.eventRing(path, service);
    }

    @Override
    public String controlFile() {
        return QbNames.controlFile(path, service);
    }

    @Override
    public String sockets() {
        return QbNames.sockets(path, service);
    }

    @Override
    public void remove() {
        List<Path> files = new ArrayList<>(List.of(Path.of(controlFile())));
        for (String ring : new String[]{requestRing(), responseRing(), eventRing()}) {
            files.add(Path.of(ring + QbNames.HEADER));
            files.add(Path.of(ring + QbNames.DATA));
        }
        boolean opened = inside(path, folder -> files.forEach(file -> unlink(folder, file)));
        if (!opened && Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
            // no descriptor left to open it with
            files.forEach(ConnectionFolder::unlink);
        }
        unlink(path);
    }

    /**
     * Does something in a folder. It belongs to a client, who may have put a link in its place: nobody else's files are
     * to be removed for that.
     *
     * @return whether it could be opened
     */
    private static boolean inside(Path path, Consumer<SecureDirectoryStream<Path>> work) {
        try (DirectoryStream<Path> parent = Files.newDirectoryStream(path.getParent());
                SecureDirectoryStream<Path> folder = ((SecureDirectoryStream<Path>) parent)
                        .newDirectoryStream(path.getFileName(), LinkOption.NOFOLLOW_LINKS)) {
            work.accept(folder);
            return true;
        } catch (IOException | DirectoryIteratorException e) {
            return false;
        }
    }

    private static void unlink(SecureDirectoryStream<Path> folder, Path file) {
        try {
            folder.deleteFile(file.getFileName());
        } catch (IOException e) {
            // gone already, or not a file any more
        }
    }

    private static boolean unlink(Path path) {
        try {
            return Files.deleteIfExists(path);
        } catch (IOException e) {
            // the folder is the client's, who may have put something into it: then it stays
            return false;
        }
    }

    /**
     * Removes folders whose server and client are both dead.
     *
     * @return how many
     */
    static int removeStale(Path parent) {
        int removed = 0;
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(parent, "qb-*")) {
            for (Path folder : folders) {
                Matcher name = NAME.matcher(folder.getFileName().toString());
                if (name.matches() && !Processes.alive(Integer.parseInt(name.group(1)))
                        && !Processes.alive(Integer.parseInt(name.group(2)))
                        && inside(folder, ConnectionFolder::empty) && unlink(folder)) {
                    removed++;
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            return removed;
        }
        return removed;
    }

    private static void empty(SecureDirectoryStream<Path> folder) {
        for (Path file : folder) {
            if (file.getFileName().toString().startsWith("qb-")) {
                unlink(folder, file);
            }
        }
    }
}
