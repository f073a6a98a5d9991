package org.choros.engine.amf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.File;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Deliberate mistakes in the engine: {@link RandomLife} has to find each, at a seed that is all right without it. */
class MutantTest {
    private static final String PACKAGE = "org/choros/engine/amf/";

    @TempDir
    private Path directory;

    /** A class, what stands there, what stands there instead, and a seed that shows it. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "Expiry | sinceNs + boundNs + boundNs / DRIFT_PART | sinceNs + boundNs / 8 | 6",
            "Hold | baseNs + lengthNs <= nowNs | false | 9",
            "assign/Planner | return !elsewhere && | return | 2",
            "Tenure | return unbroken; | return true; | 33",
            "Ledger | l.declarations.putAll(s.declared()); | ; | 2",
            "AmfEngine | declaring.unsaid(); | ; | 107",
            "supervise/FenceRunner | new Done(node, ring) | new Done(node, -1) | 46"})
    void isFound(String type, String right, String wrong, long seed) throws Exception {
        compile(type, right, wrong);
        List<URL> path = new ArrayList<>(List.of(directory.toUri().toURL()));
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            path.add(Path.of(entry).toUri().toURL());
        }
        try (URLClassLoader loader = new OwnFirst(path.toArray(URL[]::new))) {
            Constructor<?> life = loader.loadClass("org.choros.engine.amf.RandomLife")
                    .getDeclaredConstructor(long.class);
            life.setAccessible(true);
            Runnable mutant = (Runnable) life.newInstance(seed);
            try {
                mutant.run();
            } catch (AssertionError e) {
                new RandomLife(seed).run();
                return;
            }
            fail("nothing is found in seed " + seed);
        }
    }

    private void compile(String type, String right, String wrong) throws IOException {
        String source = Files.readString(Path.of("src/main/java", PACKAGE + type + ".java"));
        String mutant = source.replace(right, wrong);
        assertNotEquals(source, mutant, "there is no such line any more");
        Path file = directory.resolve(PACKAGE + type + ".java");
        Files.createDirectories(file.getParent());
        Files.writeString(file, mutant);
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        assertEquals(0, compiler.run(null, null, null, "-nowarn", "-proc:none", "-d", directory.toString(), "-cp",
                System.getProperty("java.class.path"), file.toString()));
    }

    /** Loads the engine's classes, mutants first, and leaves all others to the application's loader. */
    private static final class OwnFirst extends URLClassLoader {
        OwnFirst(URL[] path) {
            super(path, MutantTest.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (!name.startsWith("org.choros.engine.amf.")) {
                return super.loadClass(name, resolve);
            }
            synchronized (getClassLoadingLock(name)) {
                Class<?> loaded = findLoadedClass(name);
                return loaded != null ? loaded : findClass(name);
            }
        }
    }
}
