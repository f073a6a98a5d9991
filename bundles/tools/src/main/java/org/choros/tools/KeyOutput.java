package org.choros.tools;

import org.choros.cmap.CMapValue;
import org.choros.cmap.MapKind;

/** Keys and values as corosync-cmapctl shows them: a line each, or all in one object of JSON. */
final class KeyOutput {
    private final Console console;
    private final boolean binary;
    private final boolean quiet;
    private final boolean asJson;
    private JsonWriter json;

    /**
     * @param binary whether binary values are shown
     * @param quiet whether lines have only values
     * @param asJson JSON, not lines
     */
    KeyOutput(Console console, boolean binary, boolean quiet, boolean asJson) {
        this.console = console;
        this.binary = binary;
        this.quiet = quiet;
        this.asJson = asJson;
    }

    /** The keys of a map follow. */
    void begin(MapKind map) {
        if (asJson) {
            json = new JsonWriter().beginObject().field("map", map == MapKind.STATS ? "stats" : "icmap").name("keys")
                    .beginArray();
        }
    }

    void key(String key, CMapValue value) {
        if (asJson) {
            ValueJson.fields(json.beginObject().field("key", key), value, binary).endObject();
        } else {
            console.print(ValueText.line(key, value, binary, quiet));
        }
    }

    /** That was the last key. */
    void end() {
        if (asJson) {
            console.println(json.endArray().endObject().toString());
        }
    }

    /** Events follow, without end. */
    void tracking() {
        if (!asJson) {
            console.println("Type \"q\" to finish");
        }
        console.flush();
    }

    /**
     * A change.
     *
     * @param what {@code create}, {@code modify} or {@code delete}
     * @param now the new value, null when there is none
     * @param before the old value, null when there is none
     */
    void event(String what, String key, CMapValue now, CMapValue before) {
        if (asJson) {
            JsonWriter event = new JsonWriter().beginObject().field("event", what).field("key", key);
            value(event.name("new"), now);
            value(event.name("old"), before);
            console.println(event.endObject().toString());
            return;
        }
        CMapValue value = what.equals("delete") ? before : now;
        console.print(what + "> ");
        if (value == null) {
            console.println(key);
        } else {
            console.print(ValueText.line(key, value, binary, quiet));
        }
    }

    private void value(JsonWriter event, CMapValue value) {
        if (value == null) {
            event.value((String) null);
        } else {
            ValueJson.fields(event.beginObject(), value, binary).endObject();
        }
    }
}
