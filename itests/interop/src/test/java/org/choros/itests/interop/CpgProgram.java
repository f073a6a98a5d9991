package org.choros.itests.interop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BooleanSupplier;

import org.choros.itests.lab.Await;
import org.choros.itests.lab.Command;
import org.choros.itests.lab.Host;

/** The C program that uses libcpg (src/test/c/cpgclient.c), running on a host; what it prints is its events. */
final class CpgProgram implements AutoCloseable {
    private static final int LIMIT_S = 120;
    private static int number;

    private final Host host;
    private final Path output;
    private final Process process;

    /**
     * @param folder for the program
     * @return the compiled program
     */
    static Path compile(Path folder) {
        Path program = folder.resolve("cpgclient");
        Command.check("gcc", "-Wall", "-Wextra", "-Werror", "-O1", "-o", program.toString(), "src/test/c/cpgclient.c",
                "-lcpg");
        return program;
    }

    /**
     * Starts the program on a host.
     *
     * @param program the compiled program; its output is kept beside it
     * @param host where
     * @param words the group, and "plain" for the older of the two callback models
     */
    CpgProgram(Path program, Host host, String... words) {
        this.host = host;
        output = program.resolveSibling("output" + ++number);
        String[] all = new String[words.length + 1];
        all[0] = program.toString();
        System.arraycopy(words, 0, all, 1, words.length);
        process = host.spawn(output, all);
        await("is a member", () -> lines().stream().anyMatch(l -> l.startsWith("view") && l.contains("+" + address())));
    }

    /** The process as the group names it: node and process. */
    String address() {
        List<String> lines = lines();
        if (lines.isEmpty()) {
            return "(none)";
        }
        String[] words = lines.get(0).split(" ");
        return words[1] + "." + words[3];
    }

    Host host() {
        return host;
    }

    /** What it has printed so far; a line that is not whole yet is not there. */
    List<String> lines() {
        try {
            String text = Files.readString(output);
            return text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The events from the first that contains a text on. */
    List<String> since(String text) {
        List<String> lines = lines();
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).contains(text)) {
                return lines.subList(i, lines.size());
            }
        }
        return List.of();
    }

    /** Waits until a line is printed that contains a text. */
    void awaitLine(String text) {
        await("prints " + text, () -> lines().stream().anyMatch(l -> l.contains(text)));
    }

    private void await(String what, BooleanSupplier condition) {
        Await.until("cpg client on " + host.name() + " " + what, LIMIT_S, condition,
                () -> String.join("\n", lines()) + "\n" + host.evidence());
    }

    /** Tells it what to do. */
    void tell(String command) {
        try {
            process.getOutputStream().write((command + "\n").getBytes(StandardCharsets.US_ASCII));
            process.getOutputStream().flush();
        } catch (IOException e) {
            throw new UncheckedIOException(String.join("\n", lines()), e);
        }
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Kills it as kill -9 does. */
    void kill() {
        Command.check("kill", "-KILL", Long.toString(process.pid()));
        close();
    }

    @Override
    public void close() {
        process.destroyForcibly();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
