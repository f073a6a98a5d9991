package org.choros.tck;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;

import org.choros.spi.crypto.CryptoSettings;

/** A datagram that a C daemon of version 2.4.6 has sent, and the message in it. */
record Recorded(CryptoSettings settings, byte[] packet, byte[] message) {
    static List<Recorded> all() {
        try (BufferedReader lines = new BufferedReader(
                new InputStreamReader(Recorded.class.getResourceAsStream("recorded.txt"), StandardCharsets.US_ASCII))) {
            return lines.lines().filter(line -> !line.startsWith("#")).map(Recorded::of).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Recorded of(String line) {
        String[] words = line.split(" ");
        HexFormat hex = HexFormat.of();
        byte[] key = words[2].equals("-") ? new byte[0] : hex.parseHex(words[2]);
        return new Recorded(new CryptoSettings(2, words[0], words[1], key), hex.parseHex(words[3]),
                hex.parseHex(words[4]));
    }
}
