package org.choros.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

import org.choros.cpg.Cpg;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** That the README's examples compile, and that the methods that it names exist. */
final class ReadmeTest {
    private static final Pattern EXAMPLE = Pattern.compile("(?s)```java\n(.*?)```");
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `(\\w+_\\w+)` \\| (.*) \\|$");
    private static final Pattern NAME = Pattern.compile("`(\\w+)(?:\\.(\\w+))?`");
    private static final List<String> PACKAGES = List.of("org.choros.client", "org.choros.base", "org.choros.cpg",
            "org.choros.cmap", "org.choros.cfg", "org.choros.quorum");
    private static final List<String> IMPORTED = List.of("java.nio", "java.nio.charset", "java.time", "java.util",
            "java.util.concurrent");

    @TempDir
    private Path folder;

    private static String readme() throws Exception {
        return Files.readString(Path.of("README.md"));
    }

    @Test
    void everyExampleCompiles() throws Exception {
        List<String> examples = EXAMPLE.matcher(readme()).results().map(r -> r.group(1)).toList();
        assertTrue(examples.size() >= 5, () -> examples.size() + " examples");
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        List<JavaFileObject> sources = new ArrayList<>();
        for (int i = 0; i < examples.size(); i++) {
            sources.add(source("Example" + i, examples.get(i)));
        }
        String classPath = Stream.of(ChorosClient.class, Cpg.class)
                .map(c -> Path.of(c.getProtectionDomain().getCodeSource().getLocation().getPath()).toString())
                .collect(Collectors.joining(System.getProperty("path.separator")));
        StringWriter said = new StringWriter();
        boolean compiled = compiler.getTask(said, null, null,
                List.of("-proc:none", "-d", folder.toString(), "-cp", classPath, "--release", "17"), null, sources)
                .call();
        assertTrue(compiled, said::toString);
    }

    private static JavaFileObject source(String name, String example) {
        String imports = Stream.concat(IMPORTED.stream(), PACKAGES.stream()).map(p -> "import " + p + ".*;\n")
                .collect(Collectors.joining());
        String body = example.startsWith("static ")
                ? example
                : "static void run() throws Exception {\n" + example + "}";
        String text = imports + "final class " + name + " {\n" + body + "\n}\n";
        return new SimpleJavaFileObject(URI.create("string:///" + name + ".java"), JavaFileObject.Kind.SOURCE) {
            @Override
            public CharSequence getCharContent(boolean ignoreErrors) {
                return text;
            }
        };
    }

    @Test
    void everyMethodOfTheTableExists() throws Exception {
        List<String> missing = new ArrayList<>();
        Matcher row = ROW.matcher(readme());
        int rows = 0;
        while (row.find()) {
            rows++;
            List<String> named = NAME.matcher(row.group(2)).results()
                    .filter(r -> !exists(r.group(1), r.group(2))).map(r -> r.group()).toList();
            assertTrue(row.group(2).startsWith("`"), row.group(1));
            missing.addAll(named);
        }
        assertEquals(List.of(), missing);
        assertFalse(rows == 0);
    }

    private static boolean exists(String type, String member) {
        for (String name : PACKAGES) {
            try {
                Class<?> found = Class.forName(name + "." + type);
                return member == null || Stream.concat(Arrays.stream(found.getMethods()),
                        Arrays.stream(found.getFields())).anyMatch(m -> m.getName().equals(member));
            } catch (ClassNotFoundException e) {
                // in another package
            }
        }
        return false;
    }
}
