package org.choros.itests.clients;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.choros.itests.lab.Await;
import org.choros.itests.lab.Command;
import org.choros.itests.lab.Host;
import org.choros.posix.NativeBuffer;
import org.choros.posix.UnixAddress;
import org.choros.posix.UnixDatagram;

/** The syslog of a host: commands that are run by it have a /dev of their own, with a log in it that we read. */
final class Syslog implements AutoCloseable {
    private static final int LIMIT_S = 60;
    private static final int ROOM = 2048;
    private static final String OWN_DEVICES = """
            dev=$1; shift
            mkdir -p $dev/shm
            for device in null zero random urandom; do : >$dev/$device; mount --bind /dev/$device $dev/$device; done
            mount --bind /dev/shm $dev/shm && mount --rbind $dev /dev && exec "$@"
            """;

    private final Host host;
    private final Path devices;
    private final UnixDatagram socket;
    private final List<String> lines = new ArrayList<>();

    Syslog(Host host) {
        this.host = host;
        devices = host.folder().resolve("dev");
        try {
            Files.createDirectories(devices);
            Files.deleteIfExists(devices.resolve("log"));
            socket = UnixDatagram.open("syslog");
            socket.bind(UnixAddress.file(devices.resolve("log")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Command run(String... words) {
        return host.run(Stream.concat(Stream.of("sh", "-c", OWN_DEVICES, "sh", devices.toString()), Stream.of(words))
                .toArray(String[]::new));
    }

    private List<String> lines() {
        NativeBuffer buffer = NativeBuffer.allocate(ROOM);
        for (int length = socket.receive(buffer, 0, ROOM); length > 0; length = socket.receive(buffer, 0, ROOM)) {
            byte[] bytes = new byte[length];
            buffer.buffer().get(0, bytes);
            lines.add(new String(bytes, StandardCharsets.UTF_8));
        }
        return lines;
    }

    void await(int count, String regex) {
        Await.until("syslog has " + count + " times " + regex, LIMIT_S,
                () -> lines().stream().filter(l -> l.matches(regex)).count() >= count,
                () -> String.join("\n", lines) + "\n" + host.evidence());
    }

    /** The lines whose text matches, without dates, process ids and addresses of memory. */
    String of(String regex) {
        return lines().stream().filter(l -> l.replaceFirst("^<29>.{15} notifyd\\[[0-9]+\\]: ", "").matches(regex))
                .map(l -> l.replaceFirst("^(<29>).{15} notifyd\\[[0-9]+\\]", "$1date notifyd[pid]")
                        .replaceAll("0x[0-9a-f]+\\.[0-9]+\\.", ""))
                .collect(Collectors.joining("\n", "", "\n"));
    }

    /** Ends the one process of the host that is called so. */
    void endDaemon(String name) {
        List<String> called = host.processes().stream().filter(p -> name.equals(name(p))).toList();
        if (called.size() != 1) {
            throw new AssertionError(called + " are called " + name);
        }
        Command.check("kill", "-TERM", called.get(0));
        Await.until("the end of " + name, LIMIT_S, () -> !host.processes().contains(called.get(0)), host::evidence);
    }

    private static String name(String pid) {
        try {
            return Files.readString(Path.of("/proc", pid, "comm")).trim();
        } catch (IOException e) {
            // it is gone
            return "";
        }
    }

    @Override
    public void close() {
        socket.close();
    }
}
