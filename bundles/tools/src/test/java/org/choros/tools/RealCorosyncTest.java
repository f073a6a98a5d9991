package org.choros.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The same commands to corosync's own tools and to ours, against the same daemons: the same output, to the letter. */
@Timeout(300)
final class RealCorosyncTest {
    private static final Pattern DATE = Pattern.compile("(?m)^(Date: +).*$");
    /** Counters go on while we look. */
    private static final Pattern COUNTERS = Pattern
            .compile("(?m)^((runtime\\.services|stats)\\.\\S+ \\([a-z0-9]+\\) = ).*$");

    private static final List<String> SHOW = List.of("corosync-quorumtool", "corosync-quorumtool -s",
            "corosync-quorumtool -l", "corosync-quorumtool -il", "corosync-quorumtool -ial",
            "corosync-quorumtool -pl", "corosync-quorumtool -Hl", "corosync-quorumtool -pHs",
            "corosync-quorumtool -lo n", "corosync-quorumtool -lo i", "corosync-quorumtool -lo a",
            "corosync-quorumtool -V", "corosync-quorumtool -h", "corosync-quorumtool -Z", "corosync-quorumtool -n",
            "corosync-quorumtool -f", "corosync-quorumtool -v 1 -n 9", "corosync-quorumtool -e 0",
            "corosync-quorumtool -e 2147483648", "corosync-cfgtool -s", "corosync-cfgtool -sb",
            "corosync-cfgtool --status --brief", "corosync-cfgtool -n", "corosync-cfgtool -s -i 1",
            "corosync-cfgtool -a 1", "corosync-cfgtool --address=2", "corosync-cfgtool -a 9", "corosync-cfgtool -a 0",
            "corosync-cfgtool -a 4294967295", "corosync-cfgtool -a +1", "corosync-cfgtool -k 77",
            "corosync-cfgtool -k abc", "corosync-cfgtool -L", "corosync-cfgtool -R", "corosync-cfgtool -h",
            "corosync-cfgtool", "corosync-cfgtool -r", "corosync-cfgtool -b", "corosync-cfgtool -Z",
            "corosync-cfgtool --re", "corosync-cfgtool --foo", "corosync-cfgtool -a", "corosync-cfgtool -a 1 -s",
            "corosync-cmapctl", "corosync-cmapctl -b", "corosync-cmapctl -q totem.", "corosync-cmapctl -h",
            "corosync-cmapctl nothing.", "corosync-cmapctl nothing. totem.version quorum.",
            "corosync-cmapctl -g totem.version totem.cluster_name", "corosync-cmapctl -g totem.version nope",
            "corosync-cmapctl -qg totem.version", "corosync-cmapctl -g", "corosync-cmapctl -m stats stats.srp.",
            "corosync-cmapctl -m default -g totem.version", "corosync-cmapctl -m stats totem.version",
            "corosync-cmapctl -m foo", "corosync-cmapctl -m stats -g stats.foo", "corosync-cmapctl -C bogus",
            "corosync-cmapctl -Z", "corosync-cmapctl -t totem.version",
            "corosync-cpgtool", "corosync-cpgtool -n", "corosync-cpgtool -d ;", "corosync-cpgtool -n -d ;",
            "corosync-cpgtool -e -d xy", "corosync-cpgtool -h", "corosync-cpgtool -Z", "corosync-cpgtool -d",
            "corosync-cfgtool -sn", "corosync-cfgtool -bn", "corosync-cfgtool -s -h", "corosync-cfgtool -h -s",
            "corosync-cfgtool --help", "corosync-cfgtool --force", "corosync-cfgtool -f", "corosync-cfgtool -- -s",
            "corosync-cfgtool -a 4294967296", "corosync-cfgtool -a 1x", "corosync-cfgtool --kill=77",
            "corosync-cfgtool -Z -s", "corosync-cfgtool -s -Z", "corosync-cfgtool --if", "corosync-cfgtool --s",
            "corosync-quorumtool -s -V", "corosync-quorumtool -V -s", "corosync-quorumtool -s -h",
            "corosync-quorumtool -n 2 -l", "corosync-quorumtool -l -s", "corosync-quorumtool -n 4294967296",
            "corosync-quorumtool -e 0x2", "corosync-quorumtool --help", "corosync-quorumtool -aiHps",
            "corosync-cpgtool --help", "corosync-cpgtool -Z -h", "corosync-cmapctl -Z -h", "corosync-cmapctl -h -Z",
            "corosync-cmapctl -C", "corosync-cmapctl -m", "corosync-cmapctl -C all", "corosync-cmapctl -t a",
            "corosync-cmapctl -m stats -T stats.", "corosync-cmapctl -m stats -t stats.srp.mcast_tx",
            "corosync-cmapctl -D no.such", "corosync-cmapctl -g xy", "corosync-cmapctl -g aaa$");

    private static final List<String> CHANGE = List.of("corosync-cmapctl -s demo.u8 u8 255",
            "corosync-cmapctl -s demo.u8 u8 256", "corosync-cmapctl -s demo.i16 i16 12abc",
            "corosync-cmapctl -s -- demo.i8 i8 -128", "corosync-cmapctl -s demo.u64 u64 18446744073709551615",
            "corosync-cmapctl -s demo.flt flt 3.14159265", "corosync-cmapctl -s demo.dbl dbl 1e25",
            "corosync-cmapctl -s demo.hex u8 0x10", "corosync-cmapctl -s demo.nan dbl nan",
            "corosync-cmapctl -s demo.bad i16 abc", "corosync-cmapctl -s demo.str str text more",
            "corosync-cmapctl -s demo.bin bin FOLDER/bin", "corosync-cmapctl -s demo.none bin /dev/null",
            "corosync-cmapctl -s demo.file bin /nonexistent", "corosync-cmapctl -s demo.type foo 1",
            "corosync-cmapctl -s demo.few u8", "corosync-cmapctl -s ab str x",
            "corosync-cmapctl -s totem.version u32 3", "corosync-cmapctl demo.", "corosync-cmapctl -b demo.",
            "corosync-cmapctl -q demo.", "corosync-cmapctl -qb -g demo.bin", "corosync-cmapctl -s demo.u8 str text",
            "corosync-cmapctl -g demo.u8", "corosync-cmapctl -d demo.u8 demo.gone", "corosync-cmapctl -D demo.",
            "corosync-cmapctl -p FOLDER/load", "corosync-cmapctl demo.", "corosync-cmapctl -p FOLDER/half",
            "corosync-cmapctl -p FOLDER/clear", "corosync-cmapctl demo.", "corosync-cmapctl -p /nonexistent",
            "corosync-cmapctl -p FOLDER/bytes", "corosync-cmapctl demo.",
            "corosync-cmapctl -d demo.none demo.str", "corosync-cmapctl demo.",
            "corosync-cmapctl -D demo.none demo.", "corosync-cmapctl demo.", "corosync-cmapctl -p /tmp",
            "corosync-cmapctl -d totem.transport", "corosync-cmapctl -D totem.v", "corosync-cmapctl -C totem",
            "corosync-cmapctl -m stats -s stats.srp.mcast_tx u64 0", "corosync-cmapctl -m stats -d stats.srp.mcast_tx",
            "corosync-quorumtool -v 2", "corosync-quorumtool -l", "corosync-quorumtool -v 1",
            "corosync-quorumtool -e 9", "corosync-quorumtool -s", "corosync-quorumtool -e 2",
            "corosync-quorumtool -s");

    @TempDir
    private Path folder;

    @Test
    void twoNodesOverSharedMemory() throws Exception {
        compare(2, "shm");
    }

    @Test
    void oneNodeOverSockets() throws Exception {
        compare(1, "socket");
    }

    private void compare(int nodes, String ipcType) throws Exception {
        String missing = Lab.missing();
        assumeTrue(missing.isEmpty(), missing);
        Files.write(folder.resolve("bin"), new byte[]{'b', '\\', 1, (byte) 0xFF, ' '});
        Files.writeString(folder.resolve("load"),
                "# comment\n\n demo.a u8 1\n\tdemo.b str two words\n  # indented\n^demo.a\ndemo.c i32 -5\n");
        Files.write(folder.resolve("bytes"), "demo.str str caf\u00E9\ndemo.cr str x\r\ndemo.n u8 5\r\n^demo.none"
                .getBytes(StandardCharsets.ISO_8859_1));
        Files.writeString(folder.resolve("half"), "demo.d u8 1\ndemo.e u8\ndemo.f u8 1\n");
        Files.writeString(folder.resolve("clear"), "^^demo.\n^demo.gone\n");
        try (Lab lab = Lab.start(folder, nodes, ipcType)) {
            compare(lab, SHOW);
            compare(lab, CHANGE);
        }
    }

    /** Both run the whole list, which ends as it began. */
    private void compare(Lab lab, List<String> commands) throws IOException, InterruptedException {
        List<Lab.Result> expected = new ArrayList<>();
        List<String> script = new ArrayList<>();
        for (String command : commands) {
            String[] words = command.replace("FOLDER", folder.toString()).split(" ");
            expected.add(lab.in(1, words));
            for (String word : words) {
                script.add("=" + word);
            }
            script.add(".");
        }
        Path calls = Files.write(folder.resolve("calls"), script);
        Path results = Files.createDirectories(folder.resolve("results"));
        Lab.Result driver = lab.in(1, Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
                System.getProperty("java.class.path"), ToolsDriver.class.getName(), calls.toString(),
                results.toString());
        assertEquals(0, driver.status(), driver.err());
        for (int i = 0; i < commands.size(); i++) {
            String command = commands.get(i);
            assertEquals(masked(expected.get(i).out()),
                    masked(Captured.withoutOurs(Lab.text(results.resolve(i + ".out")))), command);
            assertEquals(expected.get(i).err(), Lab.text(results.resolve(i + ".err")), command);
            assertEquals(expected.get(i).status(), Integer.parseInt(Lab.text(results.resolve(i + ".status"))),
                    command);
        }
    }

    private static String masked(String text) {
        return COUNTERS.matcher(DATE.matcher(text).replaceAll("$1")).replaceAll("$1");
    }
}
