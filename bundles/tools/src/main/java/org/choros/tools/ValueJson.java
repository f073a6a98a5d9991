package org.choros.tools;

import java.util.HexFormat;

import org.choros.cmap.CMapValue;
import org.choros.cmap.ValueType;

/** Values of the map as corosync-cmapctl has them with {@code --json}. */
final class ValueJson {
    private ValueJson() {
    }

    /**
     * Writes the fields {@code type} and {@code value} of a value.
     *
     * @param binary whether binary values are shown; else they are null
     */
    static JsonWriter fields(JsonWriter json, CMapValue value, boolean binary) {
        json.field("type", value.type().tag());
        switch (value.type()) {
            case STRING -> json.field("value", value.bytes());
            case BINARY -> json.field("value", binary ? HexFormat.of().formatHex(value.bytes()) : null);
            case FLOAT, DOUBLE -> number(json.name("value"), value);
            case UINT64 -> json.name("value").unsigned(value.asLong());
            default -> json.field("value", value.asLong());
        }
        return json;
    }

    /** As many digits as it takes to get the same number again; what is no number is a text. */
    private static void number(JsonWriter json, CMapValue value) {
        double number = value.asDouble();
        if (Double.isNaN(number) || Double.isInfinite(number)) {
            json.value(ValueText.decimal(number));
        } else {
            json.number(value.type() == ValueType.FLOAT ? Float.toString((float) number) : Double.toString(number));
        }
    }
}
