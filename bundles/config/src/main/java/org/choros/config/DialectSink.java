package org.choros.config;

import java.util.HashMap;
import java.util.Map;

/** Looks through a file for what tells the dialect; understands everything loosely and never complains. */
final class DialectSink implements SectionSink {
    private final Map<String, String> values = new HashMap<>();
    private boolean multicast;
    private boolean secondRing;

    /**
     * @param bytes a file
     * @return the value of {@code choros.dialect}, or 2 or 3 by what the file uses
     */
    static String dialectOf(byte[] bytes) {
        DialectSink sink = new DialectSink();
        try {
            new SectionReader(new ConfText(bytes, false), sink, 2).read();
        } catch (DirectiveFault e) {
            // the braces are wrong: the real reading will say so, in the dialect that was seen up to there
            return sink.answer();
        }
        return sink.answer();
    }

    private String answer() {
        String said = values.get("choros.dialect");
        if (said != null) {
            return said;
        }
        String transport = values.get("totem.transport");
        if (isRedundant(transport)) {
            return "2";
        }
        if (transport == null) {
            return multicast ? "2" : "3";
        }
        boolean datagrams = transport.equals("udp") || transport.equals("udpu");
        return datagrams && encrypted() ? "2" : "3";
    }

    /** Two rings over UDP: 3.1 has nothing like it, and refuses to start. */
    private boolean isRedundant(String transport) {
        String mode = values.getOrDefault("totem.rrp_mode", "none");
        boolean datagrams = transport == null || transport.equals("udp") || transport.equals("udpu");
        return secondRing && datagrams && (mode.equals("passive") || mode.equals("active"));
    }

    private boolean encrypted() {
        String fallback = values.getOrDefault("totem.secauth", "off").equals("on") ? "on" : "none";
        return !values.getOrDefault("totem.crypto_cipher", fallback).equals("none")
                || !values.getOrDefault("totem.crypto_hash", fallback).equals("none");
    }

    @Override
    public Section open(String path, Section outer) {
        return Section.NORMAL;
    }

    @Override
    public void item(String path, String key, String value, Section section) {
        switch (path) {
            case "choros.dialect", "totem.transport", "totem.secauth", "totem.crypto_cipher", "totem.crypto_hash",
                    "totem.rrp_mode" ->
                values.put(path, value);
            case "totem.interface.ringnumber" -> secondRing |= value.equals("1");
            case "nodelist.node.ring1_addr" -> secondRing = true;
            case "totem.interface.mcastaddr", "totem.interface.broadcast" -> multicast = true;
            default -> {
                // says nothing about the dialect
            }
        }
    }

    @Override
    public void close(Section section) {
        // nothing is kept for a section
    }
}
