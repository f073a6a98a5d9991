package org.choros.ipc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.choros.posix.Processes;
import org.choros.spi.ipc.IpcSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Lets the C program corosync-cmapctl talk to the server under the standard name, in a network namespace of its own:
 * abstract names belong to one.
 */
final class RealClientTest {
    private static final Path CMAPCTL = Path.of("/usr/sbin/corosync-cmapctl");

    @TempDir
    Path folder;

    private String run(IpcSettings.Type type, String... command) throws Exception {
        assumeTrue(Files.isExecutable(CMAPCTL), "corosync-cmapctl is not installed");
        assumeTrue(Processes.effectiveUid() == 0, "a network namespace needs root");
        Path out = folder.resolve("out");
        List<String> all = new ArrayList<>(List.of("unshare", "-n", "sh", "-c", "ip link set lo up; exec \"$@\"", "-",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
                System.getProperty("java.class.path"), RealClientMain.class.getName(), type.name()));
        all.addAll(List.of(command));
        Process process = new ProcessBuilder(all).redirectOutput(out.toFile())
                .redirectError(folder.resolve("err").toFile()).start();
        assertTrue(process.waitFor(60, TimeUnit.SECONDS), "the client hangs");
        String text = Files.readString(out);
        assertEquals(0, process.exitValue(), () -> text + read(folder.resolve("err")));
        return text;
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.UTF_8);
        } catch (java.io.IOException e) {
            return e.toString();
        }
    }

    @ParameterizedTest
    @EnumSource(IpcSettings.Type.class)
    void cmapctlListsTheMap(IpcSettings.Type type) throws Exception {
        assertEquals("nodelist.node.0.nodeid (u32) = 7\ntotem.cluster_name (str) = tiny\ntotem.token (u32) = 3000\n",
                run(type, CMAPCTL.toString()));
    }

    @ParameterizedTest
    @EnumSource(IpcSettings.Type.class)
    void cmapctlGetsOneKey(IpcSettings.Type type) throws Exception {
        assertEquals("totem.token (u32) = 3000\n", run(type, CMAPCTL.toString(), "-g", "totem.token"));
    }

    /** Events with their notifications, queued before the reply of the request that causes them. */
    @ParameterizedTest
    @EnumSource(IpcSettings.Type.class)
    void cmapctlSeesEvents(IpcSettings.Type type) throws Exception {
        String said = run(type, "sh", "-c", "echo q | " + CMAPCTL + " -t totem.token");
        assertEquals("Type \"q\" to finish\n" + "create> totem.token (u32) = 3000\n".repeat("totem.token".length()),
                said);
    }

    /** A client without the right gets the errno of IPC 1.2 and says so. */
    @Test
    void strangersAreRefused() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/setpriv")), "setpriv is not installed");
        String said = run(IpcSettings.Type.SHARED_MEMORY, "sh", "-c", "! setpriv --reuid 65534 --regid 65534"
                + " --clear-groups " + CMAPCTL + " 2>&1");
        assertTrue(said.contains("CS_ERR_ACCESS"), said);
    }
}
