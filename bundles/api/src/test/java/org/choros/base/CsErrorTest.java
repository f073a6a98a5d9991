package org.choros.base;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

final class CsErrorTest {
    @Test
    void hasCorosyncsNumbersAndNames() {
        assertEquals(CsError.OK, CsError.of(1));
        assertEquals("success", CsError.OK.text());
        assertEquals("CS_ERR_TRY_AGAIN", CsError.of(6).text());
        assertEquals("CS_ERR_TOO_MANY_GROUPS", CsError.of(30).text());
        assertEquals(100, CsError.SECURITY.code());
    }

    @Test
    void unknownNumbersAreAFailure() {
        assertEquals(CsError.LIBRARY, CsError.of(29));
        assertEquals(CsError.LIBRARY, CsError.of(0));
        assertEquals(CsError.LIBRARY, CsError.of(101));
        assertEquals(CsError.LIBRARY, CsError.of(-1));
    }
}
