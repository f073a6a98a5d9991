package org.choros.itests.perf;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Writes results for programs: every repetition of every row and subject. */
final class Json {
    private static final ObjectMapper MAPPER = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private Json() {
    }

    static void write(Path file, Options options, Results results) {
        ObjectNode root = MAPPER.createObjectNode();
        root.put("transport", options.transport());
        root.put("seconds", options.seconds());
        root.put("rate", options.rate());
        root.put("processors", Runtime.getRuntime().availableProcessors());
        root.put("java", System.getProperty("java.vm.version"));
        ArrayNode rows = root.putArray("rows");
        results.rows().forEach((row, subjects) -> subjects.forEach((subject, series) -> {
            ObjectNode line = rows.addObject();
            line.put("hosts", row.hosts());
            line.put("mode", row.mode().word());
            line.put("size", row.size());
            line.put("subject", subject.word());
            ArrayNode repetitions = line.putArray("repetitions");
            for (Outcome outcome : series.outcomes()) {
                if (outcome == null) {
                    repetitions.addNull();
                } else {
                    repetitions.add(MAPPER.<ObjectNode>valueToTree(outcome));
                }
            }
        }));
        ArrayNode failures = root.putArray("failures");
        results.failures().forEach(failures::add);
        try {
            Files.writeString(file, MAPPER.writeValueAsString(root) + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
