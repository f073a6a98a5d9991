package org.choros.itests.guides;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import aQute.bnd.build.Project;
import aQute.bnd.build.Workspace;
import aQute.bnd.osgi.Constants;
import aQute.service.reporter.Report;
import biz.aQute.resolve.Bndrun;

/** The bnd workspace that the guide shows, with a project of the archetype: our index is the only repository. */
class BndWorkspaceTest {
    private static final String PROJECT = "com.example.tally";
    private static final Pattern FILE = Pattern.compile("`([^`]+\\.bnd|[^`]+\\.bndrun)`");
    private static final Path TEMPLATE = Places.ROOT
            .resolve("runtime/archetype/src/main/resources/archetype-resources/src/main/java");

    private Path folder;

    /** The files that the guide shows, each named before its block. */
    private void writeFiles() throws Exception {
        Guide guide = new Guide("developing.md");
        assertEquals(3, guide.blocks("properties").size());
        for (Guide.Block block : guide.blocks("properties")) {
            Matcher name = FILE.matcher(block.before());
            assertTrue(name.find(), block.before());
            Path file = folder.resolve(name.group(1));
            Files.createDirectories(file.getParent());
            Files.writeString(file, block.text());
        }
    }

    private void writeSources() throws Exception {
        try (Stream<Path> files = Files.walk(TEMPLATE)) {
            for (Path file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
                Path target = folder.resolve(PROJECT).resolve("src").resolve(PROJECT.replace('.', '/'))
                        .resolve(TEMPLATE.relativize(file).toString());
                Files.createDirectories(target.getParent());
                Files.writeString(target, Files.readString(file).replace("${package}", PROJECT)
                        .replace("${serviceName}", "tally").replace("${serviceId}", "40"));
            }
        }
        Files.createDirectories(folder.resolve(PROJECT).resolve("test"));
    }

    private static void clean(Report report) {
        assertEquals(List.of(), report.getErrors());
        assertEquals(List.of(), report.getWarnings());
    }

    @Test
    void buildsAnEngineAndResolvesANodeThatHasIt() throws Exception {
        folder = Places.work("bnd");
        writeFiles();
        writeSources();
        Files.createSymbolicLink(folder.resolve("choros"), Places.REPOSITORY);
        try (Workspace workspace = new Workspace(folder.toFile())) {
            workspace.setOffline(true);
            Project project = workspace.getProject(PROJECT);
            project.compile(false);
            File[] built = project.build();
            clean(project);
            clean(workspace);
            try (JarFile bundle = new JarFile(built[0])) {
                String components = bundle.getManifest().getMainAttributes().getValue("Service-Component");
                assertTrue(components.toLowerCase(Locale.ROOT).contains("tallyfactory"), components);
            }
            try (Bndrun node = Bndrun.createBndrun(workspace, project.getFile("node.bndrun"))) {
                String bundles = node.resolve(false, false);
                clean(node);
                for (String wanted : List.of(PROJECT, "org.choros.node", "org.choros.spi", "org.choros.totem",
                        "io.netty.transport", "org.apache.felix.scr")) {
                    assertTrue(bundles.contains(wanted + ";version="), bundles);
                }
                assertEquals(null, node.getProperty(Constants.RUNBUNDLES), "it is resolved, not written");
            }
        }
    }

    /** Wherever the folder is copied to, or served. */
    @Test
    void theIndexIsRelative() throws Exception {
        String index = Files.readString(Places.REPOSITORY.resolve("index.xml"));
        Matcher urls = Pattern.compile("name=\"url\" value=\"([^\"]+)\"").matcher(index);
        int files = 0;
        while (urls.find()) {
            String url = urls.group(1);
            if (!url.startsWith("urn:")) {
                files++;
                assertTrue(Files.isRegularFile(Places.REPOSITORY.resolve(url)), url);
            }
        }
        assertTrue(files > 40, files + " bundles");
        assertFalse(index.contains("file:"), "no file of this machine is named");
    }
}
