package org.choros.configadmin.core;

import java.lang.reflect.Array;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Properties as bytes: format, how many, and of each its name, kind and value, by name. A length or count is checked
 * against what is left before anything is made for it; only what encoding would make is taken.
 */
final class ContentCodec {
    private static final byte FORMAT = 1;
    private static final int SCALAR = 0;
    private static final int ARRAY = 1;
    private static final int PRIMITIVES = 2;
    private static final int COLLECTION = 3;
    /** Most properties. */
    static final int PROPERTIES_MAX = 4096;

    private ContentCodec() {
    }

    static byte[] encode(SortedMap<String, Object> properties) {
        TreeMap<String, Object> sorted = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        sorted.putAll(properties);
        if (sorted.size() != properties.size()) {
            throw new IllegalArgumentException("names that differ in the case of letters alone");
        }
        if (sorted.size() > PROPERTIES_MAX) {
            throw new IllegalArgumentException(sorted.size() + " properties");
        }
        Sink out = new Sink(Content.BYTES_MAX).small(FORMAT).number((short) sorted.size());
        for (Map.Entry<String, Object> each : sorted.entrySet()) {
            out.text(each.getKey());
            try {
                put(out, each.getValue());
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("property " + each.getKey() + ": " + e.getMessage(), e);
            }
        }
        return out.bytes();
    }

    private static ValueType type(Class<?> type) {
        ValueType known = ValueType.of(type);
        if (known == null) {
            throw new IllegalArgumentException("values of " + type.getName() + " cannot be");
        }
        return known;
    }

    private static void put(Sink out, Object value) {
        if (value instanceof Collection<?> collection) {
            List<Object> copy = new ArrayList<>(collection);
            out.small(COLLECTION).number(copy.size());
            copy.forEach(each -> scalar(out, each));
        } else if (value != null && value.getClass().isArray()) {
            Class<?> component = value.getClass().getComponentType();
            ValueType type = type(component);
            int length = Array.getLength(value);
            out.small(component.isPrimitive() ? PRIMITIVES : ARRAY).small(type.ordinal()).number(length);
            for (int i = 0; i < length; i++) {
                Object each = Array.get(value, i);
                if (each == null) {
                    throw new IllegalArgumentException("an array with nothing in it");
                }
                type.write(out, each);
            }
        } else {
            scalar(out.small(SCALAR), value);
        }
    }

    private static void scalar(Sink out, Object value) {
        if (value == null) {
            throw new IllegalArgumentException("no value");
        }
        ValueType type = type(value.getClass());
        type.write(out.small(type.ordinal()), value);
    }

    /** The properties, null when the bytes are none. */
    static SortedMap<String, Object> decode(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        TreeMap<String, Object> properties = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        try {
            int format = in.get();
            int count = Short.toUnsignedInt(in.getShort());
            if (format != FORMAT || count > PROPERTIES_MAX) {
                return null;
            }
            for (int i = 0; i < count; i++) {
                properties.put(Sink.readText(in), value(in));
            }
            // one encoding alone of what it says: order, names, leftovers
            return !in.hasRemaining() && Arrays.equals(encode(properties), bytes) ? properties : null;
        } catch (BufferUnderflowException | IllegalArgumentException e) {
            return null;
        }
    }

    private static ValueType readType(ByteBuffer in) {
        ValueType type = ValueType.of(in.get());
        if (type == null) {
            throw new IllegalArgumentException("no type");
        }
        return type;
    }

    private static int readCount(ByteBuffer in, int least) {
        int count = in.getInt();
        if (count < 0 || (long) count * least > in.remaining()) {
            throw new IllegalArgumentException(count + " values");
        }
        return count;
    }

    private static Object value(ByteBuffer in) {
        int kind = in.get();
        switch (kind) {
            case SCALAR :
                return readType(in).read(in);
            case ARRAY, PRIMITIVES :
                ValueType type = readType(in);
                Class<?> component = kind == ARRAY ? type.boxed : type.primitive;
                if (component == null) {
                    throw new IllegalArgumentException("no primitive");
                }
                Object array = Array.newInstance(component, readCount(in, type.length));
                for (int i = 0; i < Array.getLength(array); i++) {
                    Array.set(array, i, type.read(in));
                }
                return array;
            case COLLECTION :
                int count = readCount(in, 2);
                List<Object> values = new ArrayList<>(count);
                for (int i = 0; i < count; i++) {
                    values.add(readType(in).read(in));
                }
                return values;
            default :
                throw new IllegalArgumentException("no kind");
        }
    }
}
