package org.choros.cmap;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A typed value: immutable, held as its little-endian bytes; of a string the text without its NUL. */
public final class CMapValue {
    private final ValueType type;
    private final byte[] bytes;

    private CMapValue(ValueType type, byte[] bytes) {
        this.type = type;
        this.bytes = bytes;
    }

    /**
     * @param type the type
     * @param raw its little-endian bytes, copied; a string's end at the first NUL
     * @return the value
     * @throws IllegalArgumentException when the length does not fit the type
     */
    public static CMapValue of(ValueType type, byte[] raw) {
        if (type.size() != 0 && raw.length != type.size()) {
            throw new IllegalArgumentException(raw.length + " bytes are no value of type " + type.tag());
        }
        int length = raw.length;
        if (type == ValueType.STRING) {
            length = 0;
            while (length < raw.length && raw[length] != 0) {
                length++;
            }
        }
        return new CMapValue(type, Arrays.copyOf(raw, length));
    }

    /**
     * @param type an integer type
     * @param value the value; bits above the type's width are cut
     * @return the value
     */
    public static CMapValue integer(ValueType type, long value) {
        if (!type.isInteger()) {
            throw new IllegalArgumentException(type + " is no integer type");
        }
        return new CMapValue(type, littleEndian(type.size(), value));
    }

    /**
     * @param value 0 to 255
     * @return a u8
     */
    public static CMapValue u8(int value) {
        return integer(ValueType.UINT8, value);
    }

    /**
     * @param value the low 32 bits count
     * @return a u32
     */
    public static CMapValue u32(long value) {
        return integer(ValueType.UINT32, value);
    }

    /**
     * @param value all 64 bits, unsigned
     * @return a u64
     */
    public static CMapValue u64(long value) {
        return integer(ValueType.UINT64, value);
    }

    /**
     * @param value the value
     * @return a float
     */
    public static CMapValue flt(float value) {
        return new CMapValue(ValueType.FLOAT, littleEndian(4, Float.floatToRawIntBits(value)));
    }

    /**
     * @param value the value
     * @return a double
     */
    public static CMapValue dbl(double value) {
        return new CMapValue(ValueType.DOUBLE, littleEndian(8, Double.doubleToRawLongBits(value)));
    }

    /**
     * @param text text without NUL, held as UTF-8
     * @return a string
     */
    public static CMapValue str(String text) {
        return of(ValueType.STRING, text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * @param value bytes, copied
     * @return a binary value
     */
    public static CMapValue bin(byte[] value) {
        return of(ValueType.BINARY, value);
    }

    private static byte[] littleEndian(int size, long value) {
        byte[] b = new byte[size];
        for (int i = 0; i < size; i++) {
            b[i] = (byte) (value >>> 8 * i);
        }
        return b;
    }

    private long bits() {
        long value = 0;
        for (int i = bytes.length - 1; i >= 0; i--) {
            value = value << 8 | bytes[i] & 0xFF;
        }
        return value;
    }

    /** @return the type */
    public ValueType type() {
        return type;
    }

    /** @return the length in bytes, of a string without NUL */
    public int length() {
        return bytes.length;
    }

    /** @return a copy of the bytes, of a string without NUL */
    public byte[] bytes() {
        return bytes.clone();
    }

    /**
     * @return the integer, sign- or zero-extended by its type (a u64 keeps its bits)
     * @throws IllegalStateException when it is no integer
     */
    public long asLong() {
        if (!type.isInteger()) {
            throw new IllegalStateException("a value of type " + type.tag() + " is no integer");
        }
        int unused = Long.SIZE - 8 * bytes.length;
        return type.isUnsigned() ? bits() : bits() << unused >> unused;
    }

    /**
     * @return the float or double
     * @throws IllegalStateException when it is neither
     */
    public double asDouble() {
        return switch (type) {
            case FLOAT -> Float.intBitsToFloat((int) bits());
            case DOUBLE -> Double.longBitsToDouble(bits());
            default -> throw new IllegalStateException("a value of type " + type.tag() + " is no float");
        };
    }

    /**
     * @return the text
     * @throws IllegalStateException when it is no string
     */
    public String asString() {
        if (type != ValueType.STRING) {
            throw new IllegalStateException("a value of type " + type.tag() + " is no string");
        }
        return new String(bytes, StandardCharsets.UTF_8);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof CMapValue that && type == that.type && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return 31 * type.hashCode() + Arrays.hashCode(bytes);
    }

    /** @return type and value, for people: {@code (u32) = 5} */
    @Override
    public String toString() {
        return switch (type) {
            case STRING -> "(str) = " + asString();
            case BINARY -> "(bin) of " + bytes.length + " bytes";
            case FLOAT, DOUBLE -> "(" + type.tag() + ") = " + asDouble();
            case UINT64 -> "(u64) = " + Long.toUnsignedString(asLong());
            default -> "(" + type.tag() + ") = " + asLong();
        };
    }
}
