package org.choros.tools;

import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;

import org.choros.cmap.CMapValue;
import org.choros.cmap.ValueType;

/** Values of the map as corosync-cmapctl prints them. */
final class ValueText {
    private static final String HEX = "0123456789ABCDEF";
    private static final int DECIMALS = 6;

    private ValueText() {
    }

    /**
     * One line about a key.
     *
     * @param key the key
     * @param value its value
     * @param binary whether binary values are shown
     * @param quiet whether only the value is shown
     */
    static byte[] line(String key, CMapValue value, boolean binary, boolean quiet) {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        String head = key + " (" + value.type().tag() + ")";
        if (value.type() == ValueType.BINARY) {
            // with -q the type stays there, as it does in corosync's own tool
            put(line, quiet ? "bin)" : head);
            if (binary) {
                put(line, " = ");
                putBinary(line, value.bytes());
            }
        } else {
            if (!quiet) {
                put(line, head + " = ");
            }
            putValue(line, value);
        }
        line.write('\n');
        return line.toByteArray();
    }

    private static void putValue(ByteArrayOutputStream line, CMapValue value) {
        switch (value.type()) {
            case STRING -> line.writeBytes(value.bytes());
            case FLOAT, DOUBLE -> put(line, decimal(value.asDouble()));
            case UINT64 -> put(line, Long.toUnsignedString(value.asLong()));
            default -> put(line, Long.toString(value.asLong()));
        }
    }

    /** A number as printf's %f has it. */
    static String decimal(double value) {
        boolean negative = Double.doubleToRawLongBits(value) < 0;
        if (Double.isNaN(value)) {
            return negative ? "-nan" : "nan";
        }
        if (Double.isInfinite(value)) {
            return negative ? "-inf" : "inf";
        }
        String text = new BigDecimal(Math.abs(value)).setScale(DECIMALS, RoundingMode.HALF_EVEN).toPlainString();
        return negative ? "-" + text : text;
    }

    private static void putBinary(ByteArrayOutputStream line, byte[] bytes) {
        for (byte b : bytes) {
            if (b == '\\') {
                put(line, "\\\\");
            } else if (b >= ' ' && b <= '~') {
                line.write(b);
            } else {
                // bytes from 0x80 come sign-extended, as corosync's own tool has them
                put(line, b < 0 ? "\\xFFFFFF" : "\\x");
                line.write(HEX.charAt(b >> 4 & 0xF));
                line.write(HEX.charAt(b & 0xF));
            }
        }
    }

    private static void put(ByteArrayOutputStream line, String text) {
        line.writeBytes(text.getBytes(StandardCharsets.UTF_8));
    }
}
