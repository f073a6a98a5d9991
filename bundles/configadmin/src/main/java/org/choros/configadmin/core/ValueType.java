package org.choros.configadmin.core;

import java.nio.ByteBuffer;

/** The scalars of a configuration. The bytes have the ordinals: new ones come at the end. */
enum ValueType {
    STRING(String.class, null, 4), //
    INTEGER(Integer.class, int.class, 4), //
    LONG(Long.class, long.class, 8), //
    FLOAT(Float.class, float.class, 4), //
    DOUBLE(Double.class, double.class, 8), //
    BYTE(Byte.class, byte.class, 1), //
    SHORT(Short.class, short.class, 2), //
    CHARACTER(Character.class, char.class, 2), //
    BOOLEAN(Boolean.class, boolean.class, 1);

    private static final ValueType[] ALL = values();

    final Class<?> boxed;
    /** Null where there is none. */
    final Class<?> primitive;
    /** Fewest bytes of a value. */
    final int length;

    ValueType(Class<?> boxed, Class<?> primitive, int length) {
        this.boxed = boxed;
        this.primitive = primitive;
        this.length = length;
    }

    /** The type with this number, null when there is none. */
    static ValueType of(int number) {
        return number >= 0 && number < ALL.length ? ALL[number] : null;
    }

    /** The type whose values, or whose primitives, are of this class; null when there is none. */
    static ValueType of(Class<?> type) {
        for (ValueType each : ALL) {
            if (each.boxed == type || each.primitive == type) {
                return each;
            }
        }
        return null;
    }

    void write(Sink out, Object value) {
        switch (this) {
            case STRING -> out.text((String) value);
            case INTEGER -> out.number((Integer) value);
            case LONG -> out.number((Long) value);
            case FLOAT -> out.number(Float.floatToIntBits((Float) value));
            case DOUBLE -> out.number(Double.doubleToLongBits((Double) value));
            case BYTE -> out.small((Byte) value);
            case SHORT -> out.number((Short) value);
            case CHARACTER -> out.number((short) ((Character) value).charValue());
            case BOOLEAN -> out.small((Boolean) value ? 1 : 0);
        }
    }

    /** What {@link #write} wrote; throws when it is not that. */
    Object read(ByteBuffer in) {
        return switch (this) {
            case STRING -> Sink.readText(in);
            case INTEGER -> in.getInt();
            case LONG -> in.getLong();
            case FLOAT -> Float.intBitsToFloat(in.getInt());
            case DOUBLE -> Double.longBitsToDouble(in.getLong());
            case BYTE -> in.get();
            case SHORT -> in.getShort();
            case CHARACTER -> in.getChar();
            case BOOLEAN -> bool(in.get());
        };
    }

    private static boolean bool(byte value) {
        if (value != 0 && value != 1) {
            throw new IllegalArgumentException("a truth value of " + value);
        }
        return value == 1;
    }
}
