package org.choros.lock.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** That the examples of the manual compile as they stand. */
final class DocumentTest {
    private static final Pattern EXAMPLE = Pattern.compile("(?s)```java\n(.*?)```");
    private static final Pattern CLASS = Pattern.compile("(?s).*?\\bfinal class (\\w+).*");
    private static final String IMPORTS = "import org.choros.base.*;\nimport org.choros.lock.*;\n";

    @TempDir
    private Path folder;

    @Test
    void everyExampleCompiles() throws Exception {
        List<String> examples = EXAMPLE.matcher(Files.readString(Path.of("../../runtime/docs/locks.md"))).results()
                .map(r -> r.group(1)).toList();
        assertEquals(3, examples.size());
        List<JavaFileObject> sources = examples.stream().map(DocumentTest::source).toList();
        StringWriter said = new StringWriter();
        boolean compiled = ToolProvider.getSystemJavaCompiler().getTask(said, null, null, List.of("-proc:none", "-d",
                folder.toString(), "-cp", System.getProperty("java.class.path"), "--release", "17"), null, sources)
                .call();
        assertTrue(compiled, said::toString);
    }

    private static JavaFileObject source(String example) {
        String text = example.startsWith("static ")
                ? IMPORTS + "final class Methods {\n" + example + "\n}\n"
                : example;
        String name = CLASS.matcher(text).replaceFirst("$1");
        return new SimpleJavaFileObject(URI.create("string:///" + name + ".java"), JavaFileObject.Kind.SOURCE) {
            @Override
            public CharSequence getCharContent(boolean ignoreErrors) {
                return text;
            }
        };
    }
}
