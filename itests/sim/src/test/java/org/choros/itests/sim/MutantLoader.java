package org.choros.itests.sim;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** Loads all of our classes anew, those of a mutant from its changed source, so that nothing of it stays behind. */
final class MutantLoader extends ClassLoader {
    private static final String OURS = "org.choros.";

    private final Map<String, byte[]> changed;

    private MutantLoader(Map<String, byte[]> changed) {
        super(MutantLoader.class.getClassLoader());
        this.changed = changed;
    }

    /** Our classes as they are. */
    static MutantLoader unchanged() {
        return new MutantLoader(Map.of());
    }

    /** Our classes with a mutant among them. */
    static MutantLoader of(Mutant mutant, Path bundles) throws IOException {
        String path = mutant.type().replace('.', '/') + ".java";
        try (Stream<Path> all = Files.list(bundles)) {
            Path source = all.map(b -> b.resolve("src/main/java").resolve(path)).filter(Files::exists).findFirst()
                    .orElseThrow(() -> new IllegalStateException("mutant " + mutant + ": no source of "
                            + mutant.type()));
            return new MutantLoader(compile(mutant, mutant.apply(Files.readString(source))));
        }
    }

    private static Map<String, byte[]> compile(Mutant mutant, String source) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        DiagnosticCollector<JavaFileObject> said = new DiagnosticCollector<>();
        try (StandardJavaFileManager standard = compiler.getStandardFileManager(said, null, null);
                Memory memory = new Memory(standard)) {
            JavaFileObject file = new SimpleJavaFileObject(
                    URI.create("string:///" + mutant.type().replace('.', '/') + ".java"), JavaFileObject.Kind.SOURCE) {
                @Override
                public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                    return source;
                }
            };
            List<String> options = List.of("-proc:none", "-classpath", System.getProperty("java.class.path"));
            if (!compiler.getTask(null, memory, said, options, null, List.of(file)).call()) {
                StringBuilder text = new StringBuilder("mutant " + mutant + " does not compile:");
                for (Diagnostic<?> d : said.getDiagnostics()) {
                    text.append('\n').append(d);
                }
                throw new IllegalStateException(text.toString());
            }
            return memory.classes();
        }
    }

    /** Keeps what is compiled. */
    private static final class Memory extends ForwardingJavaFileManager<StandardJavaFileManager> {
        private final Map<String, ByteArrayOutputStream> outputs = new HashMap<>();

        Memory(StandardJavaFileManager standard) {
            super(standard);
        }

        @Override
        public JavaFileObject getJavaFileForOutput(JavaFileManager.Location location, String name,
                JavaFileObject.Kind kind, FileObject sibling) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            outputs.put(name, bytes);
            return new SimpleJavaFileObject(URI.create("mem:///" + name.replace('.', '/') + ".class"), kind) {
                @Override
                public OutputStream openOutputStream() {
                    return bytes;
                }
            };
        }

        Map<String, byte[]> classes() {
            Map<String, byte[]> classes = new HashMap<>();
            outputs.forEach((name, bytes) -> classes.put(name, bytes.toByteArray()));
            return classes;
        }
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        if (!name.startsWith(OURS)) {
            return super.loadClass(name, resolve);
        }
        synchronized (getClassLoadingLock(name)) {
            Class<?> known = findLoadedClass(name);
            return known != null ? known : define(name);
        }
    }

    private Class<?> define(String name) throws ClassNotFoundException {
        byte[] bytes = changed.get(name);
        if (bytes == null) {
            try (InputStream in = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
                if (in == null) {
                    throw new ClassNotFoundException(name);
                }
                bytes = in.readAllBytes();
            } catch (IOException e) {
                throw new ClassNotFoundException(name, e);
            }
        }
        return defineClass(name, bytes, 0, bytes.length);
    }
}
