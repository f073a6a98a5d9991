package org.choros.spi.cmap;

/** The types of map values, with their codes on the wire and their names in the tools. */
public enum ValueType {
    /** Signed, 1 byte. */
    INT8(1, 1, "i8"),
    /** Unsigned, 1 byte. */
    UINT8(2, 1, "u8"),
    /** Signed, 2 bytes. */
    INT16(3, 2, "i16"),
    /** Unsigned, 2 bytes. */
    UINT16(4, 2, "u16"),
    /** Signed, 4 bytes. */
    INT32(5, 4, "i32"),
    /** Unsigned, 4 bytes. */
    UINT32(6, 4, "u32"),
    /** Signed, 8 bytes. */
    INT64(7, 8, "i64"),
    /** Unsigned, 8 bytes. */
    UINT64(8, 8, "u64"),
    /** IEEE single, 4 bytes. */
    FLOAT(9, 4, "flt"),
    /** IEEE double, 8 bytes. */
    DOUBLE(10, 8, "dbl"),
    /** Text with its terminating NUL. */
    STRING(11, 0, "str"),
    /** Bytes. */
    BINARY(12, 0, "bin");

    private static final ValueType[] BY_CODE = values();

    private final int code;
    private final int size;
    private final String tag;

    ValueType(int code, int size, String tag) {
        this.code = code;
        this.size = size;
        this.tag = tag;
    }

    /** @return the code in IPC messages, 1 to 12 */
    public int code() {
        return code;
    }

    /** @return the length of a value in bytes, 0 when it varies */
    public int size() {
        return size;
    }

    /** @return the name in the tools, for example {@code u32} */
    public String tag() {
        return tag;
    }

    /** @return whether {@link IcMap#adjust} works on it */
    public boolean isInteger() {
        return code <= UINT64.code;
    }

    /**
     * @param code a code from a message
     * @return its type, or null when there is none
     */
    public static ValueType ofCode(int code) {
        return code >= 1 && code <= BY_CODE.length ? BY_CODE[code - 1] : null;
    }
}
