package org.choros.config.system;

import java.io.IOException;
import java.io.InputStream;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InterfaceAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;

import org.choros.config.HostEnvironment;
import org.choros.config.HostFault;

/**
 * This machine, through the JDK. Users and groups are those of {@code /etc/passwd} and {@code /etc/group}. Names are
 * asked of the system's resolver at every call; the JDK may remember an answer for some seconds.
 */
public final class SystemEnvironment implements HostEnvironment {
    private static final Path PASSWD = Path.of("/etc/passwd");
    private static final Path GROUP = Path.of("/etc/group");
    private static final Path HOST_NAME = Path.of("/proc/sys/kernel/hostname");

    @Override
    public byte[] read(String path, int limit) throws HostFault {
        try {
            Path file = Path.of(path);
            if (Files.isDirectory(file)) {
                throw SystemFaults.IS_A_DIRECTORY;
            }
            try (InputStream in = Files.newInputStream(file)) {
                return in.readNBytes(limit);
            }
        } catch (IOException | InvalidPathException e) {
            throw SystemFaults.of(e);
        }
    }

    @Override
    public List<String> files(String directory) {
        List<String> found = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(Path.of(directory))) {
            for (Path entry : entries) {
                if (Files.isRegularFile(entry)) {
                    found.add(entry.toString());
                }
            }
        } catch (IOException | DirectoryIteratorException | InvalidPathException e) {
            // a directory that is missing or closed to us holds nothing for us
            return List.copyOf(found);
        }
        return List.copyOf(found);
    }

    @Override
    public boolean readableByOthers(String path) {
        try {
            Set<PosixFilePermission> rights = Files.getPosixFilePermissions(Path.of(path));
            return rights.contains(PosixFilePermission.GROUP_READ)
                    || rights.contains(PosixFilePermission.OTHERS_READ);
        } catch (IOException | UnsupportedOperationException | InvalidPathException e) {
            // what cannot be told is no reason for a warning
            return false;
        }
    }

    @Override
    public void openLogFile(String path) throws HostFault {
        try {
            if (path.isEmpty()) {
                throw SystemFaults.NO_SUCH_FILE;
            }
            FileChannel.open(Path.of(path), StandardOpenOption.CREATE, StandardOpenOption.APPEND).close();
        } catch (IOException | InvalidPathException e) {
            throw SystemFaults.of(e);
        }
    }

    @Override
    public void enterDirectory(String path) throws HostFault {
        try {
            Path directory = Path.of(path);
            if (path.isEmpty() || !Files.exists(directory)) {
                throw SystemFaults.NO_SUCH_FILE;
            }
            if (!Files.isDirectory(directory)) {
                throw SystemFaults.NOT_A_DIRECTORY;
            }
            if (!Files.isExecutable(directory)) {
                throw SystemFaults.PERMISSION_DENIED;
            }
        } catch (InvalidPathException e) {
            throw SystemFaults.of(e);
        }
    }

    @Override
    public List<InetAddress> resolve(String name, Family family) {
        // the JDK takes the empty name for the loopback address and understands brackets; the system's resolver not
        if (name.isEmpty() || name.charAt(0) == '[') {
            return List.of();
        }
        List<InetAddress> found = new ArrayList<>();
        try {
            for (InetAddress address : InetAddress.getAllByName(name)) {
                if (address instanceof Inet6Address == (family == Family.IPV6)) {
                    found.add(address);
                }
            }
        } catch (UnknownHostException e) {
            return List.of();
        }
        return List.copyOf(found);
    }

    @Override
    public String nameOf(InetAddress address) {
        try {
            InetAddress bare = InetAddress.getByAddress(address.getAddress());
            String name = bare.getCanonicalHostName();
            return name.equals(bare.getHostAddress()) ? null : name;
        } catch (UnknownHostException e) {
            return null;
        }
    }

    @Override
    public List<LocalAddress> localAddresses() {
        List<LocalAddress> found = new ArrayList<>();
        try {
            for (NetworkInterface network : Collections.list(NetworkInterface.getNetworkInterfaces())) {
                // not only of those that are up: who we are does not depend on a cable
                for (InterfaceAddress address : network.getInterfaceAddresses()) {
                    found.add(new LocalAddress(address.getAddress(), address.getNetworkPrefixLength()));
                }
            }
        } catch (SocketException e) {
            // an interface that went away in the middle: what was found stands
            return List.copyOf(found);
        }
        return List.copyOf(found);
    }

    @Override
    public String nodeName() {
        try {
            return Files.readString(HOST_NAME, StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            return hostNameOfJdk();
        }
    }

    private static String hostNameOfJdk() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "localhost";
        }
    }

    @Override
    public long userId(String name) {
        return idOf(PASSWD, name);
    }

    @Override
    public long groupId(String name) {
        return idOf(GROUP, name);
    }

    /** Both files have the name in the first and the number in the third column. */
    private static long idOf(Path database, String name) {
        try {
            for (String line : Files.readAllLines(database, StandardCharsets.ISO_8859_1)) {
                String[] columns = line.split(":", 4);
                if (columns.length >= 3 && columns[0].equals(name) && columns[2].matches("[0-9]{1,10}")) {
                    return Long.parseLong(columns[2]);
                }
            }
        } catch (IOException e) {
            return -1;
        }
        return -1;
    }

    @Override
    public String variable(String name) {
        return System.getenv(name);
    }
}
