package org.choros.spi.cmap;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.OptionalDouble;
import java.util.OptionalLong;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LeadingNumberTest {
    @ParameterizedTest
    @CsvSource({"49,49", "49abc,49", "49.9,49", "'  60',60", "'\t7',7", "+51,51", "-1,-1", "0x10,0", "007,7",
            "99999999999999999999,9223372036854775807", "-99999999999999999999,-9223372036854775808",
            "9223372036854775807,9223372036854775807"})
    void integers(String text, long value) {
        assertEquals(OptionalLong.of(value), LeadingNumber.integer(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "abc", ".5", "- 51", "+", "--5", "\u0661"})
    void noIntegers(String text) {
        assertEquals(OptionalLong.empty(), LeadingNumber.integer(text));
        assertEquals(OptionalLong.empty(), LeadingNumber.unsigned(text));
    }

    @ParameterizedTest
    @CsvSource({"500,500", "800abc,800", "' 900',900", "18446744073709551615,18446744073709551615",
            "18446744073709551616,18446744073709551615", "-1,18446744073709551615", "-2,18446744073709551614",
            "99999999999999999999999,18446744073709551615", "-99999999999999999999999,18446744073709551615"})
    void unsignedIntegers(String text, String value) {
        assertEquals(OptionalLong.of(Long.parseUnsignedLong(value)), LeadingNumber.unsigned(text));
    }

    @ParameterizedTest
    @CsvSource({"0.5,0.5", ".5,0.5", "7.5abc,7.5", "7.,7", "1e3,1000", "1e,1", "1e+,1", "-3,-3", "' 2',2", "0x10,16",
            "0x1.8p1,3", "0x.8,0.5", "0xg,0", "inf,Infinity", "-INFINITY,-Infinity", "NaN,NaN", "1e999,Infinity"})
    void reals(String text, double value) {
        assertEquals(OptionalDouble.of(value), LeadingNumber.real(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "abc", "e3", "- 1", "+"})
    void noReals(String text) {
        assertEquals(OptionalDouble.empty(), LeadingNumber.real(text));
    }

    /** A text is never longer than a value, and costs no more than its length squared. */
    @Test
    void longTextsAreRead() {
        assertEquals(OptionalLong.of(Long.MAX_VALUE), LeadingNumber.integer("9".repeat(16_000)));
        assertEquals(OptionalDouble.of(Double.POSITIVE_INFINITY), LeadingNumber.real("9".repeat(16_000)));
    }
}
