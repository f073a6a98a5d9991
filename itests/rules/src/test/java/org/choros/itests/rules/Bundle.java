package org.choros.itests.rules;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.Manifest;
import java.util.stream.Stream;

/** A bundle on the class path, as a jar or a folder of classes. */
final class Bundle {
    private final List<ClassFile> classes = new ArrayList<>();
    private Attributes manifest;

    /**
     * @param member any class of the bundle
     */
    Bundle(Class<?> member) throws IOException {
        Path place;
        try {
            place = Path.of(member.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new IOException(e);
        }
        if (Files.isDirectory(place)) {
            read(place);
        } else {
            try (FileSystem jar = FileSystems.newFileSystem(URI.create("jar:" + place.toUri()), java.util.Map.of())) {
                read(jar.getPath("/"));
            }
        }
    }

    private void read(Path root) throws IOException {
        try (var in = Files.newInputStream(root.resolve("META-INF/MANIFEST.MF"))) {
            manifest = new Manifest(in).getMainAttributes();
        }
        List<Path> files;
        try (Stream<Path> all = Files.walk(root)) {
            files = all.filter(p -> p.toString().endsWith(".class")).toList();
        }
        for (Path file : files) {
            classes.add(ClassFile.read(Files.readAllBytes(file)));
        }
    }

    List<ClassFile> classes() {
        return classes;
    }

    /** @return the packages that the bundle imports */
    List<String> imports() {
        String header = manifest.getValue("Import-Package");
        List<String> packages = new ArrayList<>();
        if (header != null) {
            // commas inside quotes belong to version ranges
            for (String clause : header.replaceAll("\"[^\"]*\"", "").split(",")) {
                packages.add(clause.replaceAll(";.*", "").strip());
            }
        }
        return packages;
    }
}
