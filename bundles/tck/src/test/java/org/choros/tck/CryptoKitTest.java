package org.choros.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

import org.choros.spi.crypto.CryptoFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The kit for cryptos passes what is right and finds what is wrong. */
class CryptoKitTest {
    private static CryptoFlaw flaw = CryptoFlaw.NONE;

    /** What an implementer writes. */
    static final class Subject extends CryptoComplianceTest {
        @Override
        protected CryptoFactory factory() {
            return new PlainCrypto.Factory(flaw);
        }
    }

    @Test
    void aRightOnePasses() {
        flaw = CryptoFlaw.NONE;
        KitRun run = KitRun.of(Subject.class);
        assertEquals(java.util.List.of(), run.failed);
        assertEquals(java.util.List.of(), run.skipped);
        assertTrue(run.passed.size() > 15, run.passed::toString);
    }

    @ParameterizedTest
    @EnumSource(names = "NONE", mode = EnumSource.Mode.EXCLUDE)
    void aWrongOneFails(CryptoFlaw each) {
        flaw = each;
        KitRun run = KitRun.of(Subject.class, each.check);
        assertFalse(run.failed.isEmpty(), () -> each + " was not found by " + each.check);
    }

    /** There is no check that nothing fails. */
    @Test
    void everyCheckCanFail() {
        Set<String> checks = Arrays.stream(CryptoComplianceTest.class.getDeclaredMethods())
                .filter(method -> method.isAnnotationPresent(Test.class)).map(java.lang.reflect.Method::getName)
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> found = Arrays.stream(CryptoFlaw.values()).map(each -> each.check)
                .filter(check -> !check.isEmpty()).collect(Collectors.toCollection(TreeSet::new));
        assertEquals(checks, found);
    }
}
