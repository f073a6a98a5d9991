package org.choros.spi.cmap;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;

/** A typed value of the map: immutable, held as its little-endian bytes (a string with its NUL), as clients see it. */
public final class MapValue {
    private final ValueType type;
    private final byte[] bytes;

    private MapValue(ValueType type, byte[] bytes) {
        this.type = type;
        this.bytes = bytes;
    }

    /**
     * @param type the type
     * @param bytes the raw bytes, copied; of the type's length, a string with its NUL
     * @return the value
     * @throws IllegalArgumentException when the length does not fit the type
     */
    public static MapValue of(ValueType type, byte[] bytes) {
        Objects.requireNonNull(type, "type");
        boolean fits = switch (type) {
            case STRING -> bytes.length >= 1 && bytes[bytes.length - 1] == 0;
            case BINARY -> true;
            default -> bytes.length == type.size();
        };
        if (!fits) {
            throw new IllegalArgumentException(bytes.length + " bytes are no value of type " + type.tag());
        }
        return new MapValue(type, bytes.clone());
    }

    private static MapValue number(ValueType type, long value) {
        byte[] b = new byte[type.size()];
        for (int i = 0; i < b.length; i++) {
            b[i] = (byte) (value >>> 8 * i);
        }
        return new MapValue(type, b);
    }

    /**
     * @param type an integer type
     * @param value the value; bits above the type's width are cut
     * @return the value
     */
    public static MapValue integer(ValueType type, long value) {
        if (!type.isInteger()) {
            throw new IllegalArgumentException(type + " is no integer type");
        }
        return number(type, value);
    }

    /**
     * @param value 0 to 255
     * @return a u8
     */
    public static MapValue u8(int value) {
        return number(ValueType.UINT8, value);
    }

    /**
     * @param value 0 to 65535
     * @return a u16
     */
    public static MapValue u16(int value) {
        return number(ValueType.UINT16, value);
    }

    /**
     * @param value the value
     * @return an i32
     */
    public static MapValue i32(int value) {
        return number(ValueType.INT32, value);
    }

    /**
     * @param value the low 32 bits count
     * @return a u32
     */
    public static MapValue u32(long value) {
        return number(ValueType.UINT32, value);
    }

    /**
     * @param value all 64 bits, unsigned
     * @return a u64
     */
    public static MapValue u64(long value) {
        return number(ValueType.UINT64, value);
    }

    /**
     * @param value the value
     * @return a float
     */
    public static MapValue flt(float value) {
        return number(ValueType.FLOAT, Float.floatToRawIntBits(value));
    }

    /**
     * @param value the value
     * @return a double
     */
    public static MapValue dbl(double value) {
        return number(ValueType.DOUBLE, Double.doubleToRawLongBits(value));
    }

    /**
     * @param value text without NUL, held as UTF-8
     * @return a string
     */
    public static MapValue str(String value) {
        byte[] text = value.getBytes(StandardCharsets.UTF_8);
        return new MapValue(ValueType.STRING, Arrays.copyOf(text, text.length + 1));
    }

    /** @return the type */
    public ValueType type() {
        return type;
    }

    /** @return the length in bytes, a string's with its NUL */
    public int length() {
        return bytes.length;
    }

    /** @return a copy of the raw little-endian bytes */
    public byte[] bytes() {
        return bytes.clone();
    }

    /**
     * @param target where to put the raw bytes
     */
    public void writeTo(ByteBuffer target) {
        target.put(bytes);
    }

    /**
     * @return the integer, sign- or zero-extended by its type (a u64 keeps its bits)
     * @throws IllegalStateException when the type is no integer
     */
    public long asLong() {
        ByteBuffer b = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        return switch (type) {
            case INT8 -> b.get(0);
            case UINT8 -> b.get(0) & 0xFF;
            case INT16 -> b.getShort(0);
            case UINT16 -> b.getShort(0) & 0xFFFF;
            case INT32 -> b.getInt(0);
            case UINT32 -> b.getInt(0) & 0xFFFF_FFFFL;
            case INT64, UINT64 -> b.getLong(0);
            default -> throw new IllegalStateException("a value of type " + type.tag() + " is no integer");
        };
    }

    /**
     * @return the float or double
     * @throws IllegalStateException when the type is neither
     */
    public double asDouble() {
        ByteBuffer b = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        return switch (type) {
            case FLOAT -> b.getFloat(0);
            case DOUBLE -> b.getDouble(0);
            default -> throw new IllegalStateException("a value of type " + type.tag() + " is no float");
        };
    }

    /**
     * @return the text up to its first NUL
     * @throws IllegalStateException when the type is not string
     */
    public String asString() {
        if (type != ValueType.STRING) {
            throw new IllegalStateException("a value of type " + type.tag() + " is no string");
        }
        int end = 0;
        while (bytes[end] != 0) {
            end++;
        }
        return new String(bytes, 0, end, StandardCharsets.UTF_8);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof MapValue that && type == that.type && Arrays.equals(bytes, that.bytes);
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
