package org.choros.tools;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Nodes of C corosync, each in a network namespace of its own, joined by a pair of interfaces. */
final class Lab implements AutoCloseable {
    private static final int WAIT_S = 60;

    private final String name = "choros-" + ProcessHandle.current().pid() % 10_000;
    private final Path folder;
    private final List<Process> daemons = new ArrayList<>();
    private final int nodes;

    /** What a program printed and how it ended. */
    record Result(String out, String err, int status) {
    }

    private Lab(Path folder, int nodes) {
        this.folder = folder;
        this.nodes = nodes;
    }

    /** Why there can be no lab here, or an empty text. */
    static String missing() throws IOException, InterruptedException {
        for (String program : List.of("corosync", "corosync-cmapctl", "corosync-cfgtool", "corosync-quorumtool", "ip",
                "unshare")) {
            if (run("sh", "-c", "command -v " + program).status() != 0) {
                return program + " is not installed";
            }
        }
        if (run("unshare", "--net", "--mount", "true").status() != 0) {
            return "network namespaces need root";
        }
        String version = run("corosync", "-v").out();
        return version.contains("'3.1.7'") ? "" : "the recordings are of 3.1.7: " + version.lines().findFirst();
    }

    static Lab start(Path folder, int nodes, String ipcType) throws IOException, InterruptedException {
        Lab lab = new Lab(folder, nodes);
        boolean done = false;
        try {
            lab.network();
            for (int i = 1; i <= nodes; i++) {
                lab.daemon(i, ipcType);
            }
            lab.awaitMembers();
            done = true;
            return lab;
        } finally {
            if (!done) {
                lab.close();
            }
        }
    }

    private void network() throws IOException, InterruptedException {
        for (int i = 1; i <= nodes; i++) {
            must("ip", "netns", "add", space(i));
            must("ip", "-n", space(i), "link", "set", "lo", "up");
        }
        // a lone node has both ends
        must("ip", "link", "add", device(1), "netns", space(1), "type", "veth", "peer", "name", device(2), "netns",
                space(nodes));
        must("ip", "-n", space(nodes), "link", "set", device(2), "up");
        for (int i = 1; i <= nodes; i++) {
            must("ip", "-n", space(i), "addr", "add", "10.69.0." + i + "/24", "dev", device(i));
            must("ip", "-n", space(i), "link", "set", device(i), "up");
        }
    }

    private String space(int node) {
        return name + "-" + node;
    }

    private String device(int node) {
        return name + "v" + node;
    }

    private void daemon(int node, String ipcType) throws IOException {
        Path home = Files.createDirectories(folder.resolve("node" + node));
        Files.createDirectories(home.resolve("state"));
        StringBuilder conf = new StringBuilder("totem {\n version: 2\n cluster_name: lab\n transport: udpu\n}\n");
        conf.append("nodelist {\n");
        for (int i = 1; i <= nodes; i++) {
            conf.append(" node {\n  ring0_addr: 10.69.0.").append(i).append("\n  nodeid: ").append(i);
            conf.append(i == 1 ? "\n  name: first\n }\n" : "\n  name: second\n }\n");
        }
        conf.append("}\nquorum {\n provider: corosync_votequorum\n}\n");
        conf.append("system {\n qb_ipc_type: ").append(ipcType).append("\n state_dir: ").append(home.resolve("state"));
        conf.append("\n}\nlogging {\n to_syslog: no\n to_stderr: no\n to_logfile: yes\n logfile: ");
        conf.append(home.resolve("log")).append("\n}\n");
        Files.writeString(home.resolve("corosync.conf"), conf);
        // /run of its own, so that several daemons have their pid files
        String command = "mount -t tmpfs none /run && exec corosync -f -c " + home.resolve("corosync.conf");
        daemons.add(new ProcessBuilder("ip", "netns", "exec", space(node), "unshare", "--mount", "sh", "-c", command)
                .redirectErrorStream(true).redirectOutput(home.resolve("out").toFile()).start());
    }

    private void awaitMembers() throws IOException, InterruptedException {
        long start = System.nanoTime();
        for (int i = 1; i <= nodes; i++) {
            Result members;
            do {
                if (System.nanoTime() - start > TimeUnit.SECONDS.toNanos(WAIT_S)) {
                    throw new IOException("the daemons do not start, see " + folder);
                }
                members = in(i, "corosync-quorumtool", "-l");
            } while (!members.out().contains("\n         " + nodes + " "));
        }
    }

    /** Runs a program in a node's namespace. */
    Result in(int node, String... command) throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(List.of("ip", "netns", "exec", space(node)));
        words.addAll(Arrays.asList(command));
        return run(words.toArray(new String[0]));
    }

    private static void must(String... command) throws IOException, InterruptedException {
        Result result = run(command);
        if (result.status() != 0) {
            throw new IOException(String.join(" ", command) + ": " + result.err());
        }
    }

    static Result run(String... command) throws IOException, InterruptedException {
        Path out = Files.createTempFile("choros", ".out");
        Path err = Files.createTempFile("choros", ".err");
        try {
            Process process = new ProcessBuilder(command).redirectInput(new java.io.File("/dev/null"))
                    .redirectOutput(out.toFile()).redirectError(err.toFile()).start();
            if (!process.waitFor(WAIT_S, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IOException(String.join(" ", command) + " does not end");
            }
            return new Result(text(out), text(err), process.exitValue());
        } finally {
            Files.delete(out);
            Files.delete(err);
        }
    }

    static String text(Path file) throws IOException {
        return Files.readString(file, StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() throws IOException, InterruptedException {
        for (Process daemon : daemons) {
            daemon.destroy();
        }
        for (Process daemon : daemons) {
            if (!daemon.waitFor(WAIT_S, TimeUnit.SECONDS)) {
                daemon.destroyForcibly();
            }
        }
        for (int i = 1; i <= nodes; i++) {
            run("ip", "netns", "del", space(i));
        }
    }
}
