package org.choros.itests.guides;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The shell of a reader who copies one block after the other: one session in an empty folder. Maven is that of this
 * build and finds there by {@code .mvn} what a reader would have in his settings: a repository of Choros and, as
 * another one, the local repository of this build, so that nothing is fetched again; what the reader's Maven fetches
 * and installs stays in the folder.
 */
final class ReaderShell implements AutoCloseable {
    private static final String MARK = "--- block done: ";
    private static final long BLOCK_LIMIT_S = 900;

    private final Path folder;
    private final Process process;
    private final BufferedReader output;
    private final Writer input;
    private int blocks;

    ReaderShell(Path folder, Map<String, String> environment) throws IOException {
        this.folder = folder;
        Files.createDirectories(folder.resolve(".mvn"));
        writeMavenSettings();
        ProcessBuilder builder = new ProcessBuilder("sh").directory(folder.toFile()).redirectErrorStream(true);
        Map<String, String> variables = builder.environment();
        // of the Maven that runs us
        variables.keySet().removeIf(name -> name.startsWith("MAVEN_") && !name.equals("MAVEN_OPTS"));
        variables.keySet().removeIf(name -> name.startsWith("CHOROS_") || name.startsWith("COROSYNC_"));
        variables.put("JAVA_HOME", System.getProperty("java.home"));
        variables.put("PATH", System.getProperty("java.home") + "/bin:" + System.getProperty("choros.maven") + "/bin:"
                + variables.get("PATH"));
        variables.putAll(environment);
        process = builder.start();
        output = process.inputReader(StandardCharsets.UTF_8);
        input = process.outputWriter(StandardCharsets.UTF_8);
    }

    private void writeMavenSettings() throws IOException {
        String ours = repository("repository", "choros", Places.REPOSITORY, true);
        Path local = Path.of(System.getProperty("choros.maven.local"));
        String fetched = repository("repository", "fetched", local, false);
        Files.writeString(folder.resolve("settings.xml"), """
                <settings>
                  <profiles>
                    <profile>
                      <id>choros</id>
                      <repositories>
                %s%s      </repositories>
                      <pluginRepositories>
                %s      </pluginRepositories>
                    </profile>
                  </profiles>
                  <activeProfiles>
                    <activeProfile>choros</activeProfile>
                  </activeProfiles>
                </settings>
                """.formatted(ours, fetched, repository("pluginRepository", "fetched", local, false)));
        String offline = "offline=true".equals(System.getProperty("choros.maven.offline"))
                ? "-o\n-Daether.offline.protocols=file\n"
                : "";
        Files.writeString(folder.resolve(".mvn/maven.config"), "-B\n-ntp\n-gs\n" + folder.resolve("settings.xml")
                + "\n-Dmaven.repo.local=" + folder.resolve("m2") + "\n" + offline);
    }

    private static String repository(String element, String id, Path path, boolean snapshots) {
        return """
                        <%1$s>
                          <id>%2$s</id>
                          <url>%3$s</url>
                          <releases>
                            <checksumPolicy>ignore</checksumPolicy>
                          </releases>
                          <snapshots>
                            <enabled>%4$s</enabled>
                            <checksumPolicy>ignore</checksumPolicy>
                          </snapshots>
                        </%1$s>
                """.formatted(element, id, path.toUri(), snapshots);
    }

    Path folder() {
        return folder;
    }

    /** Runs a guide's block and looks whether its output has the lines that the guide shows, in their order. */
    void run(Guide guide, Guide.Block block) throws IOException {
        String said = run(block.text());
        int at = 0;
        for (String line : guide.shownAfter(block)) {
            int found = said.indexOf(line, at);
            if (found < 0) {
                throw new AssertionError("the guide shows \"" + line + "\" after\n" + block.text() + "but it says\n"
                        + said);
            }
            at = found + line.length();
        }
    }

    /** Runs commands; answers what they have written, and fails when the last one does. */
    private String run(String commands) throws IOException {
        Path script = Files.writeString(folder.resolve("block" + ++blocks + ".sh"), commands);
        input.write(". '" + script + "' </dev/null; echo \"\n" + MARK + "$?\"\n");
        input.flush();
        CompletableFuture<String> reading = CompletableFuture.supplyAsync(this::untilMark);
        try {
            return reading.get(BLOCK_LIMIT_S, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError("this did not end well:\n" + commands, e);
        }
    }

    private String untilMark() {
        StringBuilder said = new StringBuilder();
        try {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                if (line.startsWith(MARK)) {
                    assertEquals(MARK + 0, line, said::toString);
                    return said.toString();
                }
                System.out.println(line);
                said.append(line).append('\n');
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        throw new AssertionError("the shell has ended: " + said);
    }

    /** Ends the shell, and what a failure has left running: daemons, by their pid files. */
    @Override
    public void close() throws IOException {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        List<Path> left;
        try (Stream<Path> files = Files.walk(folder, 4)) {
            left = files.filter(f -> f.toString().endsWith(".pid")).toList();
        }
        for (Path file : left) {
            ProcessHandle.of(Long.parseLong(Files.readString(file).trim())).ifPresent(daemon -> {
                daemon.destroyForcibly();
                daemon.onExit().join();
            });
        }
    }
}
