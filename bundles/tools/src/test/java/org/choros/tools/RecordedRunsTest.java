package org.choros.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

import org.choros.client.ChorosClient;
import org.choros.client.ClientOptions;
import org.choros.tools.Recorded.Run;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Recorded runs that need no node: usage, wrong options, keys, and a node that is not there. */
final class RecordedRunsTest {
    private static final ChorosClient NOBODY = new ChorosClient(new ClientOptions("nobody-is-called-so", 1000, false));

    @TempDir
    private Path folder;

    private static void check(String file, String command, int number, Dialect dialect) {
        check(Recorded.run(file, command, number), command, dialect);
    }

    private static void check(Run expected, String command, Dialect dialect) {
        Captured captured = new Captured();
        String[] words = command.split(" +");
        String[] args = List.of(words).subList(1, words.length).toArray(new String[0]);
        int status = run(args, words[0], captured, dialect);
        assertEquals(expected.out(), Captured.withoutOurs(captured.out()), command);
        assertEquals(expected.err(), captured.err(), command);
        assertEquals(expected.status(), status, command);
    }

    private static int run(String[] args, String tool, Captured captured, Dialect dialect) {
        return switch (tool) {
            case "corosync-cmapctl" -> CmapCtl.run(args, captured.console(), NOBODY, dialect);
            case "corosync-cfgtool" -> CfgTool.run(args, captured.console(), NOBODY, dialect);
            case "corosync-cpgtool" -> CpgTool.run(args, captured.console(), NOBODY);
            case "corosync-quorumtool" -> QuorumTool.run(args, captured.console(), NOBODY, dialect);
            default -> KeyGen.run(args, captured.console(), dialect);
        };
    }

    @Test
    void usageAndOptionsOf24() {
        for (String command : List.of("corosync-cfgtool", "corosync-cfgtool -h", "corosync-cfgtool -Z",
                "corosync-cfgtool -L", "corosync-quorumtool -V", "corosync-quorumtool -h", "corosync-cmapctl -h",
                "corosync-cmapctl -q totem.", "corosync-cmapctl -m stats", "corosync-keygen -h",
                "corosync-keygen -s 10")) {
            check("tools-2.4.6-udp.txt", command, 0, Dialect.V2);
        }
    }

    @Test
    void usageAndOptionsOf31() {
        for (String command : List.of("corosync-cmapctl -h", "corosync-cmapctl -g",
                "corosync-cmapctl -s demo.i8 i8 -128", "corosync-cmapctl -m foo", "corosync-cmapctl -C bogus",
                "corosync-cmapctl -Z")) {
            check("tools-3.1.7-cmapctl.txt", command, 0, Dialect.V3);
        }
    }

    @Test
    void optionsOfCpgtool() {
        check("tools-3.1.7-cpgtool.txt", "corosync-cpgtool -Z", 0, Dialect.V3);
        check(new Run("", "", "Could not initialize corosync cpg API error 2\n", 1), "corosync-cpgtool -n",
                Dialect.V2);
        for (Dialect dialect : Dialect.values()) {
            check(new Run("", Captured.withoutOurs(CpgTool.USAGE), "", 0), "corosync-cpgtool -h", dialect);
        }
    }

    @Test
    void usageNamesOurOption() {
        for (Dialect dialect : Dialect.values()) {
            for (String tool : List.of("corosync-cfgtool", "corosync-quorumtool", "corosync-cmapctl",
                    "corosync-cpgtool")) {
                Captured captured = new Captured();
                assertEquals(0, run(new String[]{"-h"}, tool, captured, dialect));
                assertEquals(1, captured.out().lines().filter(l -> l.contains("--json")).count(), tool);
            }
        }
    }

    /** With --json errors and exit status are the same, and there is nothing on standard output. */
    @Test
    void withoutANode() {
        for (String command : List.of("corosync-cfgtool -s", "corosync-cfgtool -R", "corosync-cfgtool -H",
                "corosync-quorumtool", "corosync-cmapctl")) {
            check("tools-3.1.7-daemon.txt", command, 0, Dialect.V3);
            check("tools-2.4.6-daemon.txt", command, 0, Dialect.V2);
            for (Dialect dialect : Dialect.values()) {
                String file = dialect == Dialect.V2 ? "tools-2.4.6-daemon.txt" : "tools-3.1.7-daemon.txt";
                Run plain = Recorded.run(file, command, 0);
                check(new Run("", "", plain.err(), plain.status()), command + " --json", dialect);
            }
        }
    }

    @Test
    void keysOf31() throws IOException {
        int runs = 0;
        for (Run run : Recorded.read("tools-3.1.7-keygen.txt")) {
            if (!run.command().startsWith("corosync-keygen;")) {
                key(run, "/tmp/k1", Dialect.V3);
                runs++;
            }
        }
        assertEquals(13, runs);
    }

    @Test
    void keysOf24() throws IOException {
        key(Recorded.run("tools-2.4.6-udp.txt", "corosync-keygen -l -k /tmp/k", 0), "/tmp/k", Dialect.V2);
        key(Recorded.run("tools-2.4.6-udp.txt", "corosync-keygen -k /tmp/k1; ls -la /tmp/k1", 0), "/tmp/k1",
                Dialect.V2);
    }

    /** Runs with a file of ours in place of the recorded one, and looks at it where the recording does. */
    private void key(Run run, String recorded, Dialect dialect) throws IOException {
        String ours = folder.resolve("key").toString();
        // only root may write over a key
        Files.deleteIfExists(Path.of(ours));
        String out = run.out().replace(recorded, ours);
        String command = run.command().replace(recorded, ours);
        int list = command.indexOf(';');
        if (list >= 0) {
            int line = out.lastIndexOf('\n', out.length() - 2) + 1;
            String[] file = out.substring(line).split(" +");
            check(new Run(command, out.substring(0, line), run.err(), run.status()), command.substring(0, list),
                    dialect);
            assertEquals(Long.parseLong(file[4]), Files.size(Path.of(ours)));
            assertEquals(file[0], "-" + PosixFilePermissions.toString(Files.getPosixFilePermissions(Path.of(ours))));
        } else {
            check(new Run(command, out, run.err(), run.status()), command, dialect);
        }
    }

    @Test
    void keysDiffer() throws IOException {
        Captured captured = new Captured();
        for (String name : List.of("a", "b")) {
            assertEquals(0, KeyGen.run(new String[]{"-k", folder.resolve(name).toString()}, captured.console(),
                    Dialect.V3));
        }
        assertTrue(Files.mismatch(folder.resolve("a"), folder.resolve("b")) >= 0);
    }

    @Test
    void wrongNumbersOfQuorumtool() {
        String file = "tools-2.4.6-udp.txt";
        assertEquals("2.4.6", Recorded.run(file, "corosync-quorumtool -V", 0).out().strip().split(": ")[1]);
        check(new Run("", "", "New expected votes value was not valid, try a positive number\n", 1),
                "corosync-quorumtool -e 0", Dialect.V3);
        check(new Run("", "", "New votes value was not valid, try a positive number or zero\n", 1),
                "corosync-quorumtool -v -1", Dialect.V3);
        check(new Run("", "", "The nodeid was not valid, try a positive number\n", 1), "corosync-cfgtool -a 0",
                Dialect.V3);
        check(new Run("", "", "Invalid ordering option. valid orders are a(address), i(node ID) or n(name)\n", 1),
                "corosync-quorumtool -o x", Dialect.V3);
    }
}
