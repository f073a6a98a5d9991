package org.choros.lock.client;

import java.nio.charset.StandardCharsets;

import org.choros.base.ChorosException;
import org.choros.base.CsError;
import org.choros.lock.Locks;

/** Names and data: UTF-8 for programs; bytes in messages, which those have as Latin-1. */
final class Text {
    private Text() {
    }

    static String toWire(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    static String fromWire(String bytes) {
        return new String(bytes.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }

    /** A lock's name as in messages. */
    static String name(String lock) throws ChorosException {
        String bytes = toWire(lock);
        if (bytes.isEmpty()) {
            throw new ChorosException(CsError.INVALID_PARAM, "a lock without a name");
        }
        if (bytes.length() > Locks.NAME_MAX) {
            throw new ChorosException(CsError.NAME_TOO_LONG, "lock " + lock);
        }
        return bytes;
    }
}
