package org.choros.itests.guides;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;

import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/** What is built is what users can name: every bundle is in the bill of materials and in the repository. */
class BillOfMaterialsTest {
    private static final Path BUNDLES = Places.ROOT.resolve("bundles");
    private static final String BOM = "org.choros.bom";

    private static Element pom(Path folder) throws IOException, SAXException, ParserConfigurationException {
        return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(folder.resolve("pom.xml").toFile())
                .getDocumentElement();
    }

    /** The text of a child, or this. */
    private static String text(Element parent, String name, String missing) {
        for (Node child = parent.getFirstChild(); child != null; child = child.getNextSibling()) {
            if (child.getNodeName().equals(name)) {
                return child.getTextContent().trim();
            }
        }
        return missing;
    }

    private static List<Element> all(Element parent, String name) {
        NodeList found = parent.getElementsByTagName(name);
        List<Element> elements = new ArrayList<>();
        for (int i = 0; i < found.getLength(); i++) {
            elements.add((Element) found.item(i));
        }
        return elements;
    }

    /** Artifact and type of each module of bundles/. */
    private static Set<String> bundles() throws IOException, SAXException, ParserConfigurationException {
        Set<String> bundles = new TreeSet<>();
        for (Element module : all(pom(BUNDLES), "module")) {
            Element pom = pom(BUNDLES.resolve(module.getTextContent().trim()));
            String artifact = text(pom, "artifactId", "");
            if (!artifact.equals(BOM)) {
                bundles.add(artifact + ":" + text(pom, "packaging", "jar"));
            }
        }
        return bundles;
    }

    private static Set<String> ours(Element pom) {
        Set<String> named = new TreeSet<>();
        for (Element dependency : all(pom, "dependency")) {
            if (text(dependency, "groupId", "").equals("org.choros")) {
                assertEquals("${project.version}", text(dependency, "version", ""));
                named.add(text(dependency, "artifactId", "") + ":" + text(dependency, "type", "jar"));
            }
        }
        return named;
    }

    @Test
    void everyBundleIsInTheBillOfMaterialsAndNothingElse() throws Exception {
        assertTrue(bundles().size() > 20);
        Element bom = pom(BUNDLES.resolve("bom"));
        assertEquals(bundles(), ours(bom), "bundles/bom/pom.xml has all modules of bundles/pom.xml");
        assertEquals(bundles().size(), all(bom, "dependency").size(), "and nothing of others");
        assertEquals(0, all(bom, "parent").size(), "nor what a parent manages");
        assertEquals(text(pom(Places.ROOT), "version", ""), text(bom, "version", ""));
    }

    @Test
    void everyBundleIsInTheRepository() throws Exception {
        Set<String> missing = new TreeSet<>(bundles());
        missing.removeAll(ours(pom(Places.ROOT.resolve("runtime/repository"))));
        assertEquals(Set.of(), missing, "dependencies of runtime/repository/pom.xml");
        for (String bundle : bundles()) {
            String artifact = bundle.substring(0, bundle.indexOf(':'));
            Path folder = Places.REPOSITORY.resolve("org/choros").resolve(artifact).resolve(Places.VERSION);
            for (String type : List.of("pom", bundle.substring(artifact.length() + 1))) {
                Path file = folder.resolve(artifact + "-" + Places.VERSION + "." + type);
                assertTrue(Files.isRegularFile(file), file::toString);
            }
        }
    }
}
