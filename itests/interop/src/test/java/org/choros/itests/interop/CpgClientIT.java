package org.choros.itests.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.choros.client.ChorosClient;
import org.choros.cpg.Cpg;
import org.choros.itests.lab.Host;
import org.choros.itests.lab.Host.Kind;
import org.choros.itests.lab.Lab;
import org.choros.posix.NativeBuffer;
import org.choros.wire.ipc.CpgRequest;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The Java API of process groups beside C daemons and Choros nodes, and across both. */
class CpgClientIT {
    private static final int FORM_S = 60;
    private static final int LIMIT_S = 240;
    private static final int TOKEN_MS = 3000;

    @TempDir
    private Path files;

    @BeforeAll
    static void requirements() {
        Requirements.hosts();
        Requirements.peer();
    }

    private static String classPath() throws ClassNotFoundException {
        return Stream.of(CpgWalk.class, ChorosClient.class, Cpg.class, CpgRequest.class, NativeBuffer.class,
                Class.forName("com.sun.jna.Native"))
                .map(c -> Path.of(c.getProtectionDomain().getCodeSource().getLocation().getPath()).toString())
                .collect(Collectors.joining(":"));
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource({"C, C", "C, CHOROS"})
    void walks(Kind first, Kind second) throws IOException, InterruptedException, ClassNotFoundException {
        try (Lab lab = Lab.of("alpha", "beta")) {
            Configurations.plain(lab, "udpu", TOKEN_MS);
            lab.host(1).start(first);
            lab.host(2).start(second);
            lab.hosts().forEach(h -> h.awaitMembers(FORM_S, 1, 2));
            List<Process> walks = new ArrayList<>();
            try {
                for (Host host : lab.hosts()) {
                    walks.add(host.spawn(files.resolve(host.name()), Path.of(System.getProperty("java.home"),
                            "bin", "java").toString(), "-cp", classPath(), CpgWalk.class.getName(), "2"));
                }
                for (Host host : lab.hosts()) {
                    boolean ended = walks.get(host.number() - 1).waitFor(LIMIT_S, TimeUnit.SECONDS);
                    assertEquals("ok\n", ended ? Files.readString(files.resolve(host.name())) : "does not end",
                            host::evidence);
                }
            } finally {
                walks.forEach(Process::destroyForcibly);
            }
        }
    }
}
