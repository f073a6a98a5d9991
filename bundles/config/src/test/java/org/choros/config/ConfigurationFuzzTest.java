package org.choros.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;

import org.choros.spi.cmap.IcMap;
import org.choros.spi.config.ConfigurationException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import com.fasterxml.jackson.databind.ObjectMapper;

/** Whatever a file says, the answer is settings or a refusal, and the same answer twice. */
final class ConfigurationFuzzTest {
    private static final int RUNS = 1500;
    private static final byte[] SPICE = "{}:#. \t\r\n\0-_/019azAZ\"\u00ff".getBytes(StandardCharsets.ISO_8859_1);

    private static List<byte[]> corpus() throws IOException {
        TreeSet<String> names = new TreeSet<>();
        ObjectMapper json = new ObjectMapper();
        for (String line : new String(CorpusHost.resource("expected.jsonl"), StandardCharsets.UTF_8).split("\n")) {
            names.add(json.readTree(line).get("file").asText());
        }
        List<byte[]> files = new ArrayList<>();
        for (String name : names) {
            byte[] content = CorpusHost.resource(name);
            if (content != null && content.length > 0) {
                files.add(content);
            }
        }
        return files;
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void answersEverything(long seed) throws IOException {
        List<byte[]> corpus = corpus();
        Random random = new Random(seed);
        for (int run = 0; run < RUNS; run++) {
            byte[] content = corpus.get(random.nextInt(corpus.size())).clone();
            for (int i = 1 + random.nextInt(4); i > 0; i--) {
                content = mutate(content, corpus, random);
            }
            int dialect = 2 + random.nextInt(2);
            try {
                assertEquals(answer(content, dialect), answer(content, dialect));
            } catch (RuntimeException | StackOverflowError e) {
                fail("seed " + seed + ", run " + run + ", dialect " + dialect + ":\n"
                        + new String(content, StandardCharsets.ISO_8859_1), e);
            }
        }
    }

    private static byte[] mutate(byte[] content, List<byte[]> corpus, Random random) {
        if (content.length == 0) {
            return new byte[]{SPICE[random.nextInt(SPICE.length)]};
        }
        int at = random.nextInt(content.length);
        switch (random.nextInt(5)) {
            case 0 -> content[at] = SPICE[random.nextInt(SPICE.length)];
            case 1 -> content[at] = (byte) random.nextInt(256);
            case 2 -> {
                return Arrays.copyOf(content, at);
            }
            case 3 -> {
                byte[] other = corpus.get(random.nextInt(corpus.size()));
                int from = random.nextInt(other.length);
                int length = Math.min(1 + random.nextInt(200), other.length - from);
                return splice(content, at, at, other, from, length);
            }
            default -> {
                int end = Math.min(content.length, at + 1 + random.nextInt(40));
                return splice(content, at, end, content, 0, 0);
            }
        }
        return content;
    }

    private static byte[] splice(byte[] a, int head, int tail, byte[] b, int from, int length) {
        byte[] result = new byte[head + length + a.length - tail];
        System.arraycopy(a, 0, result, 0, head);
        System.arraycopy(b, from, result, head, length);
        System.arraycopy(a, tail, result, head + length, a.length - tail);
        return result;
    }

    private static String answer(byte[] content, int dialect) {
        CorpusHost host = new CorpusHost().file(Text.FILE, content);
        IcMap map = new IcMap();
        try {
            new CorosyncConf(host).load(Text.FILE, new IcMap());
        } catch (ConfigurationException e) {
            assertNotNull(e.getMessage());
        }
        try {
            new CorosyncConf(host).load(Text.FILE, map, dialect);
            NodeSettings settings = new ConfigurationCheck(host).check(map, dialect);
            assertNotNull(settings.transportSettings());
            return settings.toString().replaceAll("CryptoSettings.*?bytes\\]", "");
        } catch (ConfigurationException e) {
            assertNotNull(e.getMessage());
            return e.exitStatus() + " " + e.getMessage();
        }
    }
}
