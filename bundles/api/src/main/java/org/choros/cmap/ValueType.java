package org.choros.cmap;

/** The types of values, with their codes on the wire and their names in the tools. */
public enum ValueType {
    /** Signed, 1 byte. */
    INT8(1, "i8"),
    /** Unsigned, 1 byte. */
    UINT8(1, "u8"),
    /** Signed, 2 bytes. */
    INT16(2, "i16"),
    /** Unsigned, 2 bytes. */
    UINT16(2, "u16"),
    /** Signed, 4 bytes. */
    INT32(4, "i32"),
    /** Unsigned, 4 bytes. */
    UINT32(4, "u32"),
    /** Signed, 8 bytes. */
    INT64(8, "i64"),
    /** Unsigned, 8 bytes. */
    UINT64(8, "u64"),
    /** IEEE single. */
    FLOAT(4, "flt"),
    /** IEEE double. */
    DOUBLE(8, "dbl"),
    /** Text. */
    STRING(0, "str"),
    /** Bytes. */
    BINARY(0, "bin");

    private static final ValueType[] ALL = values();

    private final int size;
    private final String tag;

    ValueType(int size, String tag) {
        this.size = size;
        this.tag = tag;
    }

    /** @return the code in messages, 1 to 12 */
    public int code() {
        return ordinal() + 1;
    }

    /** @return the length of a value in bytes, 0 when it varies */
    public int size() {
        return size;
    }

    /** @return the name in the tools, for example {@code u32} */
    public String tag() {
        return tag;
    }

    /** @return whether it is one of the eight integer types */
    public boolean isInteger() {
        return ordinal() <= UINT64.ordinal();
    }

    /** @return whether it is an unsigned integer type */
    public boolean isUnsigned() {
        return isInteger() && (ordinal() & 1) == 1;
    }

    /**
     * @param code a code from a message
     * @return its type, or null when there is none
     */
    public static ValueType ofCode(int code) {
        return code >= 1 && code <= ALL.length ? ALL[code - 1] : null;
    }

    /**
     * @param tag a name in the tools
     * @return its type, or null when there is none
     */
    public static ValueType ofTag(String tag) {
        for (ValueType type : ALL) {
            if (type.tag.equals(tag)) {
                return type;
            }
        }
        return null;
    }
}
