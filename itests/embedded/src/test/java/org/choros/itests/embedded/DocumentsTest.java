package org.choros.itests.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the documents show is so: their code is compiled and run as it is written. */
class DocumentsTest {
    @TempDir
    private Path work;

    @Test
    void embedANodeInYourTests() throws Exception {
        Document document = new Document("embedding.md", work);
        assertEquals(List.of("ThreeNodesTest", "GreetingsTest"), document.compile());
        assertEquals(1, document.run("ThreeNodesTest"));
        assertEquals(1, document.run("GreetingsTest"));
        String dependency = document.blocks("xml").get(0);
        assertTrue(dependency.contains("<artifactId>org.choros.embedded</artifactId>")
                && dependency.contains("<type>pom</type>"), "it is what this module depends on alone");
    }

    @Test
    void writeATransport() throws Exception {
        Document document = new Document("transports.md", work);
        assertEquals(List.of("PlainFactory", "PlainTransport", "PlainComplianceTest"), document.compile());
        assertTrue(document.run("PlainComplianceTest") > 15);
    }
}
