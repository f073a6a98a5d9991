package org.choros.itests.lab;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * A command that has ended.
 *
 * @param status its exit status
 * @param out what it wrote to standard output
 * @param err what it wrote to standard error
 */
public record Command(int status, String out, String err) {

    private static final long LIMIT_S = 60;

    /**
     * Runs a command to its end.
     *
     * @param words the command
     * @return what came of it
     */
    public static Command run(List<String> words) {
        try {
            Process process = new ProcessBuilder(words).start();
            process.getOutputStream().close();
            CompletableFuture<String> out = text(process.getInputStream());
            CompletableFuture<String> err = text(process.getErrorStream());
            if (!process.waitFor(LIMIT_S, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError("not done after " + LIMIT_S + " s: " + words + "\n" + out.join());
            }
            return new Command(process.exitValue(), out.join(), err.join());
        } catch (IOException e) {
            throw new IllegalStateException("cannot run " + words + ": " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /**
     * Runs a command that must succeed.
     *
     * @param words the command
     * @return its standard output
     */
    public static String check(String... words) {
        Command c = run(List.of(words));
        if (c.status() != 0) {
            throw new IllegalStateException(
                    String.join(" ", words) + ": status " + c.status() + "\n" + c.out() + c.err());
        }
        return c.out();
    }

    private static CompletableFuture<String> text(InputStream stream) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
            } catch (IOException e) {
                return "(" + e.getMessage() + ")";
            }
        });
    }
}
