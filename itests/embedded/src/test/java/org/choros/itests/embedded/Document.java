package org.choros.itests.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.StringWriter;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** The code in a document, compiled and run as it stands there. */
final class Document {
    private static final Pattern BLOCK = Pattern.compile("^```(\\w*)\\n(.*?)^```$",
            Pattern.MULTILINE | Pattern.DOTALL);
    private static final Pattern NAME = Pattern.compile("^(?:public )?(?:final )?class (\\w+)", Pattern.MULTILINE);

    private final String text;
    private final Path work;

    /**
     * @param name its file below runtime/docs
     * @param work where to compile
     */
    Document(String name, Path work) throws IOException {
        this.text = Files.readString(Path.of(System.getProperty("choros.docs", "../../runtime/docs"), name));
        this.work = work;
    }

    /** All blocks in this language. */
    List<String> blocks(String language) {
        List<String> found = new ArrayList<>();
        Matcher blocks = BLOCK.matcher(text);
        while (blocks.find()) {
            if (blocks.group(1).equals(language)) {
                found.add(blocks.group(2));
            }
        }
        return found;
    }

    /** Compiles all Java blocks together; returns the names of their classes. */
    List<String> compile() throws IOException {
        List<String> names = new ArrayList<>();
        List<Path> files = new ArrayList<>();
        for (String block : blocks("java")) {
            Matcher name = NAME.matcher(block);
            if (!name.find()) {
                throw new IllegalStateException("a block without a class: " + block);
            }
            names.add(name.group(1));
            files.add(Files.writeString(work.resolve(name.group(1) + ".java"), block));
        }
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter output = new StringWriter();
        try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, null)) {
            boolean compiled = compiler.getTask(output, manager, null,
                    List.of("-proc:none", "-d", work.toString(), "-cp", System.getProperty("choros.test.path",
                            System.getProperty("java.class.path"))),
                    null, manager.getJavaFileObjectsFromPaths(files)).call();
            assertEquals(true, compiled, output::toString);
        }
        return names;
    }

    /** Runs the tests of a class that was compiled; returns how many, fails when one does. */
    int run(String test) throws Exception {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        List<String> failures = new ArrayList<>();
        int[] count = new int[1];
        try (URLClassLoader loader = new URLClassLoader(new URL[]{work.toUri().toURL()},
                Document.class.getClassLoader())) {
            thread.setContextClassLoader(loader);
            LauncherFactory.create().execute(
                    LauncherDiscoveryRequestBuilder.request()
                            .selectors(DiscoverySelectors.selectClass(loader.loadClass(test))).build(),
                    new TestExecutionListener() {
                        @Override
                        public void executionFinished(TestIdentifier ended, TestExecutionResult result) {
                            count[0] += ended.isTest() ? 1 : 0;
                            if (result.getStatus() != TestExecutionResult.Status.SUCCESSFUL) {
                                failures.add(ended.getDisplayName() + ": " + result);
                            }
                        }
                    });
        } finally {
            thread.setContextClassLoader(before);
        }
        assertEquals(List.of(), failures);
        return count[0];
    }
}
