package org.choros.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;

import org.choros.cmap.CMapValue;
import org.choros.cmap.ValueType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** config-and-tools.md 4.2: how values are read and printed; all of it was seen with corosync-cmapctl 3.1.7. */
final class ValueTest {
    private static String line(CMapValue value, boolean binary, boolean quiet) {
        return new String(ValueText.line("a.key", value, binary, quiet), StandardCharsets.ISO_8859_1);
    }

    @ParameterizedTest
    @CsvSource({"u8,255,255", "i16,12abc,12", "u16,65535,65535", "u32,4294967295,4294967295",
            "u64,18446744073709551615,18446744073709551615", "u64,-1,18446744073709551615",
            "u64,99999999999999999999,18446744073709551615", "i64,99999999999999999999,9223372036854775807",
            "i64,-9223372036854775808,-9223372036854775808", "u8,' 5',5", "u8,+5,5", "u8,0x10,0", "i8,-128,-128",
            "flt,3.14159265,3.141593", "dbl,1e10,10000000000.000000", "flt,inf,inf", "dbl,nan,nan",
            "dbl,0x1p3,8.000000", "dbl,-1.5e3x,-1500.000000", "dbl,-0,-0.000000", "flt,.5,0.500000",
            "flt,1e,1.000000", "flt,1e99,inf", "dbl,1e25,10000000000000000905969664.000000",
            "dbl,-nan,-nan", "str,a b,a b"})
    void areReadAndPrinted(String tag, String text, String printed) throws Exception {
        CMapValue value = ValueScan.scan(ValueType.ofTag(tag), text);
        assertEquals("a.key (" + tag + ") = " + printed + "\n", line(value, false, false));
        assertEquals(printed + "\n", line(value, true, true));
    }

    @ParameterizedTest
    @CsvSource({"u8,256,256 is not valid u8 integer", "u8,-1,-1 is not valid u8 integer",
            "i8,-129,-129 is not valid i8 integer", "u32,-1,-1 is not valid u32 integer",
            "i16,abc,abc is not valid i16 type value", "flt,abc,abc is not valid flt type value",
            "u64,'',' is not valid u64 type value'", "dbl,'',' is not valid dbl type value'",
            "dbl,-,- is not valid dbl type value", "i32,-,- is not valid i32 type value"})
    void thatMakeNoSenseAreRefused(String tag, String text, String message) {
        ValueScan.BadValueException e = assertThrows(ValueScan.BadValueException.class,
                () -> ValueScan.scan(ValueType.ofTag(tag), text));
        assertEquals(message, e.getMessage());
    }

    /** Bytes from 0x80 are printed sign-extended. */
    @Test
    void binaryValuesAreEscaped() {
        byte[] bytes = {'b', '\\', 'v', 1, (byte) 0xFF, (byte) 0x80, '~', 127, ' '};
        String text = "b\\\\v\\x01\\xFFFFFFFF\\xFFFFFF80~\\x7F ";
        assertEquals("a.key (bin)\n", line(CMapValue.bin(bytes), false, false));
        assertEquals("a.key (bin) = " + text + "\n", line(CMapValue.bin(bytes), true, false));
        assertEquals("bin)\n", line(CMapValue.bin(bytes), false, true));
        assertEquals("bin) = " + text + "\n", line(CMapValue.bin(bytes), true, true));
    }

    @Test
    void stringsArePrintedAsTheirBytes() {
        assertEquals("a.key (str) = \n", line(CMapValue.str(""), false, false));
        byte[] latin = {(byte) 0xE4, 0};
        assertEquals("a.key (str) = \u00E4\n", line(CMapValue.of(ValueType.STRING, latin), false, false));
    }
}
