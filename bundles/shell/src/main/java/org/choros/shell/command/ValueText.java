package org.choros.shell.command;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.stream.Collectors;

import org.choros.cmap.CMap;
import org.choros.cmap.CMapValue;
import org.choros.cmap.ValueType;

/** Values of maps as people write and read them. */
final class ValueText {
    private ValueText() {
    }

    /**
     * @param tag a type's tag
     * @param text a value: decimal, or the text itself, or hexadecimal for {@code bin}
     */
    static CMapValue parse(String tag, String text) throws CommandException {
        ValueType type = ValueType.ofTag(tag);
        if (type == null) {
            throw new CommandException("There is no type " + tag + ": " + Arrays.stream(ValueType.values())
                    .map(ValueType::tag).collect(Collectors.joining(", ")) + " are.");
        }
        try {
            CMapValue value = switch (type) {
                case STRING -> string(text);
                case BINARY -> CMapValue.bin(HexFormat.of().parseHex(text));
                case FLOAT -> CMapValue.flt(Float.parseFloat(text));
                case DOUBLE -> CMapValue.dbl(Double.parseDouble(text));
                default -> integer(type, new BigInteger(text));
            };
            if (value.length() <= CMap.VALUE_MAX) {
                return value;
            }
        } catch (IllegalArgumentException e) {
            throw new CommandException(text + " is no value of type " + tag + ": " + form(type) + ".");
        }
        throw new CommandException("The value is too long: at most " + CMap.VALUE_MAX + " bytes are kept.");
    }

    private static CMapValue string(String text) {
        if (text.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("it would end there");
        }
        return CMapValue.str(text);
    }

    private static CMapValue integer(ValueType type, BigInteger number) {
        if (number.compareTo(lowest(type)) < 0 || number.compareTo(highest(type)) > 0) {
            throw new IllegalArgumentException("out of range");
        }
        return CMapValue.integer(type, number.longValue());
    }

    private static BigInteger lowest(ValueType type) {
        return type.isUnsigned() ? BigInteger.ZERO : BigInteger.ONE.shiftLeft(8 * type.size() - 1).negate();
    }

    private static BigInteger highest(ValueType type) {
        return BigInteger.ONE.shiftLeft(8 * type.size() - (type.isUnsigned() ? 0 : 1)).subtract(BigInteger.ONE);
    }

    private static String form(ValueType type) {
        return switch (type) {
            case STRING -> "a text without NUL is wanted";
            case BINARY -> "two hexadecimal digits a byte are wanted";
            case FLOAT, DOUBLE -> "a number as 1.5 or 2e9 is wanted";
            default -> "a whole number from " + lowest(type) + " to " + highest(type) + " is wanted";
        };
    }

    /** A number, a text, or a text of hexadecimal digits for bytes. */
    static Object show(CMapValue value) {
        return switch (value.type()) {
            case STRING -> value.asString();
            case BINARY -> HexFormat.of().formatHex(value.bytes());
            case FLOAT, DOUBLE -> value.asDouble();
            case UINT64 -> new BigInteger(Long.toUnsignedString(value.asLong()));
            default -> value.asLong();
        };
    }
}
