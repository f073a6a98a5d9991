package org.choros.itests.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.choros.client.ChorosClient;
import org.choros.cpg.Cpg;
import org.choros.lock.Locks;
import org.choros.posix.NativeBuffer;
import org.choros.wire.ipc.CpgRequest;

/** A program in Java on a host, which uses the client: a main class of ours. What it prints is what it hears. */
public final class JavaProgram implements AutoCloseable {
    private static final int LIMIT_S = 120;

    private final Host host;
    private final Path output;
    private final Process process;

    /**
     * Starts it.
     *
     * @param host where
     * @param output takes what it prints
     * @param main its main class
     * @param args its arguments
     */
    public JavaProgram(Host host, Path output, Class<?> main, String... args) {
        this.host = host;
        this.output = output;
        process = host.spawn(output, command(main, args).toArray(String[]::new));
    }

    /**
     * @param main a main class
     * @param args its arguments
     * @return how this JVM's java runs it in a small one, with the client's classes
     */
    public static List<String> command(Class<?> main, String... args) {
        List<String> words = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-Xmx32m", "-Xss320k", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-cp", classPath(main),
                main.getName()));
        words.addAll(Arrays.asList(args));
        return words;
    }

    /** Where the classes of a program are, however this JVM got its own. */
    private static String classPath(Class<?> main) {
        try {
            return Stream.of(main, ChorosClient.class, Cpg.class, CpgRequest.class, NativeBuffer.class, Locks.class,
                    Class.forName("com.sun.jna.Native"))
                    .map(c -> Path.of(c.getProtectionDomain().getCodeSource().getLocation().getPath()).toString())
                    .collect(Collectors.joining(":"));
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }

    /** @return what it has printed so far; a line that is not whole yet is not there */
    public List<String> lines() {
        try {
            String text = Files.readString(output);
            return text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * @param text a text
     * @return how many lines contain it so far
     */
    public int count(String text) {
        return (int) lines().stream().filter(l -> l.contains(text)).count();
    }

    /**
     * Waits until a line contains a text.
     *
     * @param text the text
     */
    public void await(String text) {
        await(text, 1);
    }

    /**
     * Waits until so many lines contain a text.
     *
     * @param text the text
     * @param times how many
     */
    public void await(String text, int times) {
        Await.until("the program on " + host.name() + " prints " + times + " x " + text, LIMIT_S,
                () -> count(text) >= times, this::evidence);
    }

    /** @return all that it has printed, and what the daemons have logged */
    public String evidence() {
        return String.join("\n", lines()) + "\n" + host.evidence();
    }

    /**
     * @param command a line for its standard input
     */
    public void tell(String command) {
        try {
            process.getOutputStream().write((command + "\n").getBytes(StandardCharsets.US_ASCII));
            process.getOutputStream().flush();
        } catch (IOException e) {
            throw new UncheckedIOException(evidence(), e);
        }
    }

    /** @return whether it runs */
    public boolean alive() {
        return process.isAlive();
    }

    /** @return its exit status once it has ended */
    public int awaitEnd() {
        Await.until("the program on " + host.name() + " has ended", LIMIT_S, () -> !process.isAlive(), this::evidence);
        return process.exitValue();
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
