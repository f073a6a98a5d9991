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
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.Attributes;
import java.util.jar.Manifest;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A bundle on the class path, as a jar or a folder of classes. */
final class Bundle {
    private static final Pattern PLUGIN = Pattern
            .compile("<provide interface=\"(org\\.choros\\.spi\\.[\\w.]+(?:Factory|Source))\"");
    private static final Pattern IMPLEMENTATION = Pattern.compile("<implementation class=\"([\\w.]+)\"");

    private final List<ClassFile> classes = new ArrayList<>();
    private final Set<String> components = new TreeSet<>();
    private final Set<String> providers = new TreeSet<>();
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
            files = all.filter(Files::isRegularFile).toList();
        }
        for (Path file : files) {
            String folder = root.relativize(file.getParent()).toString();
            if (file.toString().endsWith(".class")) {
                classes.add(ClassFile.read(Files.readAllBytes(file)));
            } else if (folder.equals("OSGI-INF") && file.toString().endsWith(".xml")) {
                readComponent(Files.readString(file));
            } else if (folder.equals("META-INF/services")) {
                Files.readAllLines(file).forEach(line -> providers.add(file.getFileName() + " " + line));
            }
        }
    }

    private void readComponent(String xml) {
        Matcher plugin = PLUGIN.matcher(xml);
        Matcher implementation = IMPLEMENTATION.matcher(xml);
        if (plugin.find() && implementation.find()) {
            components.add(plugin.group(1) + " " + implementation.group(1));
        }
    }

    /** @return {@code interface implementation} of each plug-in that is a service in OSGi */
    Set<String> components() {
        return components;
    }

    /** @return the same of each that is found on the class path */
    Set<String> providers() {
        return providers;
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
