package org.choros.itests.perf.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.choros.base.ChorosException;
import org.choros.local.LocalServices;
import org.choros.node.Node;
import org.choros.spi.log.LogLevel;
import org.choros.spi.log.LogSink;

/**
 * The benchmark inside the node's JVM: {@code LocalLoad HOSTS GROUP NUMBER}. The node that it starts is that of the
 * host's corosync.conf.
 */
public final class LocalLoad {
    private static final Path CONFIGURATION = Path.of("/etc/corosync/corosync.conf");

    private LocalLoad() {
    }

    /**
     * @param args how many hosts take part, the group, and which host this is
     * @throws IOException standard input or the configuration cannot be read
     * @throws ChorosException the node is gone
     * @throws InterruptedException never
     */
    public static void main(String[] args) throws IOException, ChorosException, InterruptedException {
        Path folder = Files.createTempDirectory("node");
        try (Node node = Node.builder().folder(folder).configuration(Files.readString(CONFIGURATION)).node(args[2])
                .log(new Warnings()).start();
                LocalServices services = new LocalServices(node)) {
            GroupLoad.run(services::cpg, Integer.parseInt(args[0]), args[1]);
        }
    }

    /** Prints what goes wrong, for the evidence of a run that fails. */
    private static final class Warnings implements LogSink {
        @Override
        public void log(LogLevel level, String subsystem, String text, long epochMillis) {
            System.err.println(level + " " + subsystem + " " + text);
        }

        @Override
        public boolean enabled(LogLevel level, String subsystem) {
            return level.compareTo(LogLevel.WARNING) <= 0;
        }
    }
}
