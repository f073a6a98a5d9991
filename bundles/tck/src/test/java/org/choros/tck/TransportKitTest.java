package org.choros.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

import org.choros.spi.transport.LinkSettings;
import org.choros.spi.transport.Member;
import org.choros.spi.transport.TransportFactory;
import org.choros.spi.transport.TransportSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The kit for transports passes what is right and finds what is wrong. */
class TransportKitTest {
    private static TransportFlaw flaw = TransportFlaw.NONE;

    /** What an implementer writes. */
    static final class Subject extends TransportComplianceTest {
        private final PlainNetwork network = new PlainNetwork();

        @Override
        protected TransportFactory factory() {
            return new PlainTransport.Factory(network, flaw);
        }

        @Override
        protected List<TransportSettings> network() throws UnknownHostException {
            return List.of(settings(1, address(1)), settings(2, address(2)));
        }

        private static InetAddress address(int node) throws UnknownHostException {
            return InetAddress.getByAddress(new byte[]{10, 0, 0, (byte) node});
        }

        private static TransportSettings settings(int node, InetAddress bound) throws UnknownHostException {
            return new TransportSettings("plain", 3, List.of(new LinkSettings(0, bound, null, 5405, 1, false)),
                    List.of(new Member(1, List.of(address(1))), new Member(2, List.of(address(2)))), node, false, 1000,
                    200, 1);
        }

        @Override
        protected Map<TransportSettings, String> refused() {
            return Map.of(new TransportSettings("plain", 3, List.of(), List.of(), 1, false, 1000, 200, 0), "1 link");
        }

        @Override
        protected void sendFromOutside(TransportSettings target, byte[] datagram) throws UnknownHostException {
            network.at(target.links().get(0).bindAddress()).receive(datagram, address(9));
        }

        @Override
        protected Duration patience() {
            return flaw == TransportFlaw.NONE ? super.patience() : Duration.ofSeconds(1);
        }
    }

    @Test
    void aRightOnePasses() {
        flaw = TransportFlaw.NONE;
        KitRun run = KitRun.of(Subject.class);
        assertEquals(List.of(), run.failed);
        assertEquals(List.of(), run.skipped);
        assertTrue(run.passed.size() > 15, run.passed::toString);
    }

    @ParameterizedTest
    @EnumSource(names = "NONE", mode = EnumSource.Mode.EXCLUDE)
    void aWrongOneFails(TransportFlaw each) {
        flaw = each;
        KitRun run = KitRun.of(Subject.class, each.check);
        assertFalse(run.failed.isEmpty(), () -> each + " was not found by " + each.check);
    }

    /** There is no check that nothing fails. */
    @Test
    void everyCheckCanFail() {
        Set<String> checks = Arrays.stream(TransportComplianceTest.class.getDeclaredMethods())
                .filter(method -> method.isAnnotationPresent(Test.class)).map(java.lang.reflect.Method::getName)
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> found = Arrays.stream(TransportFlaw.values()).map(each -> each.check)
                .filter(check -> !check.isEmpty()).collect(Collectors.toCollection(TreeSet::new));
        assertEquals(checks, found);
    }
}
