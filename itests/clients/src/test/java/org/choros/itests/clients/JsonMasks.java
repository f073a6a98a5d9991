package org.choros.itests.clients;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.stream.Collectors;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Reads what the tools write with {@code --json} and takes out of it what two clusters cannot have in common. */
final class JsonMasks {
    private static final JsonMapper PARSER = JsonMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).build();

    private JsonMasks() {
    }

    /**
     * @param line one object
     * @return what it says
     */
    static ObjectNode parse(String line) {
        try {
            return (ObjectNode) PARSER.readTree(line);
        } catch (IOException e) {
            throw new UncheckedIOException(line, e);
        }
    }

    /** What a script of commands wrote: all of its JSON is read, and written again a field a line. */
    static String tools(String said) {
        return said.lines().map(l -> l.startsWith("{") ? masked(parse(l)) : l).collect(Collectors.joining("\n"));
    }

    private static String masked(ObjectNode object) {
        mask(object);
        return object.toPrettyString();
    }

    private static void mask(JsonNode node) {
        if (node instanceof ObjectNode object) {
            for (String varies : new String[]{"time", "pid", "seq"}) {
                if (object.path(varies).isIntegralNumber()) {
                    object.put(varies, 0);
                }
            }
            if (Masks.isCounter(object.path("key").asText())) {
                object.put("value", 0);
            }
        } else if (node instanceof ArrayNode array) {
            Iterator<JsonNode> elements = array.elements();
            while (elements.hasNext()) {
                if (Masks.isOneSided(elements.next().path("key").asText())) {
                    elements.remove();
                }
            }
        }
        node.forEach(JsonMasks::mask);
    }
}
