package org.choros.transport.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

import org.choros.spi.transport.TransportException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What tests may do to the network of their nodes. */
class FaultsTest {
    private static final AtomicInteger HUBS = new AtomicInteger();

    private final LocalHub hub = LocalHub.named("faults" + HUBS.incrementAndGet());
    private ManualNode one;
    private ManualNode two;
    private ManualNode three;

    @BeforeEach
    void plugIn() throws TransportException {
        one = new ManualNode(Settings.of(hub.name(), 3, 1, 3));
        two = new ManualNode(Settings.of(hub.name(), 3, 2, 3));
        three = new ManualNode(Settings.of(hub.name(), 3, 3, 3));
    }

    private void forget() {
        one.run();
        two.run();
        three.run();
        one.events.clear();
        two.events.clear();
        three.events.clear();
    }

    @Test
    void aCutHoldsInOneDirection() {
        hub.cut(1, 2);
        one.multicast("from 1");
        one.unicast(2, "token from 1");
        two.multicast("from 2");
        assertEquals(List.of("from 1", "from 2"), one.packets());
        assertEquals(List.of("from 2"), two.packets());
        assertEquals(List.of("from 1", "from 2"), three.packets());
        assertEquals(2, hub.lost());
        forget();
        hub.mend(2, 1).mend(1, 2);
        one.multicast("again");
        assertEquals(List.of("again"), two.packets());
        assertEquals(2, hub.lost());
    }

    @Test
    void aNodeThatIsCutOffHearsItselfAlone() {
        hub.isolate(3);
        three.multicast("alone");
        three.unicast(3, "token");
        one.multicast("without 3");
        assertEquals(List.of("alone", "token"), three.packets());
        assertEquals(List.of("without 3"), two.packets());
        forget();
        hub.heal();
        three.multicast("back");
        assertEquals(List.of("back"), one.packets());
    }

    @Test
    void aFaultSeesWhoSendsWhatToWhom() {
        List<Crossing> seen = new ArrayList<>();
        hub.fault((crossing, packet) -> {
            seen.add(crossing);
            assertThrows(ReadOnlyBufferException.class, () -> packet.put(0, (byte) 0));
            return packet.get(packet.position()) == 'x' ? Fate.DROP : Fate.PASS;
        });
        one.multicast("x");
        one.multicast("y");
        one.unicast(3, "xt");
        assertEquals(List.of(new Crossing(1, 2, 0, false), new Crossing(1, 3, 0, false), new Crossing(1, 2, 0, false),
                new Crossing(1, 3, 0, false), new Crossing(1, 3, 0, true)), seen);
        assertEquals(List.of("x", "y"), one.packets());
        assertEquals(List.of("y"), two.packets());
        assertEquals(List.of("y"), three.packets());
        forget();
        hub.fault(null);
        one.multicast("x");
        assertEquals(List.of("x"), two.packets());
    }

    @Test
    void lossIsDrawnFromASeed() {
        hub.fault(Fault.loss(0.5, 42));
        List<Boolean> lost = drawn();
        hub.fault(Fault.loss(0.5, 42));
        assertEquals(lost, drawn());
        assertTrue(lost.contains(true) && lost.contains(false), lost::toString);
        hub.fault(Fault.loss(1, 42));
        one.unicast(2, "lost");
        hub.fault(Fault.loss(0, 42));
        one.unicast(2, "not lost");
        assertEquals(List.of("not lost"), two.packets());
        assertThrows(IllegalArgumentException.class, () -> Fault.loss(1.1, 1));
        assertThrows(IllegalArgumentException.class, () -> Fault.loss(Double.NaN, 1));
    }

    private List<Boolean> drawn() {
        List<Boolean> lost = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            long before = hub.lost();
            one.unicast(2, "m");
            lost.add(hub.lost() > before);
        }
        forget();
        return lost;
    }

    @Test
    void whatIsDelayedComesBehindWhatIsNot() {
        hub.fault(starting('l', Duration.ofHours(1)));
        one.unicast(2, "l never");
        one.unicast(2, "now");
        assertEquals(List.of("now"), two.packets());
        Fault late = starting('l', Duration.ofMillis(5));
        hub.fault(late);
        one.unicast(2, "late");
        one.unicast(2, "later");
        await(() -> two.packets().size() == 3);
        assertEquals(List.of("now", "late", "later"), two.packets());
        assertEquals(List.of(Settings.address(0, 1), Settings.address(0, 1), Settings.address(0, 1)), two.sources);
        assertEquals(3, hub.delayed());
        assertEquals(0, hub.lost());
        hub.fault(late.and(late).and((crossing, packet) -> crossing.to() == 3 ? Fate.DROP : Fate.PASS));
        one.unicast(3, "l lost");
        one.unicast(2, "l late");
        await(() -> two.packets().contains("l late"));
        assertEquals(List.of(), three.packets());
        assertEquals(1, hub.lost());
    }

    /** Delays packets that begin with a letter. */
    private static Fault starting(char letter, Duration delay) {
        return (crossing, packet) -> packet.get(packet.position()) == letter ? Fate.delayed(delay) : Fate.PASS;
    }

    private static void await(BooleanSupplier condition) {
        long endNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() - endNs < 0, "waited in vain");
            Thread.onSpinWait();
        }
    }

    @Test
    void delaysAreDrawnUpToTheLongest() {
        Fault delay = Fault.delay(Duration.ofMillis(20), 7);
        for (int i = 0; i < 100; i++) {
            long ns = delay.fate(new Crossing(1, 2, 0, false), ByteBuffer.allocate(1)).delayNs();
            assertTrue(ns >= 0 && ns <= 20_000_000, () -> ns + " ns");
        }
        assertThrows(IllegalArgumentException.class, () -> Fault.delay(Duration.ofMillis(-1), 7));
        assertThrows(IllegalArgumentException.class, () -> Fate.delayed(Duration.ofNanos(-1)));
        assertEquals("passed lost delayed by PT0.02S", Fate.delayed(Duration.ZERO) + " " + Fate.DROP + " "
                + Fate.delayed(Duration.ofMillis(20)));
    }

    /** Who has gone meanwhile gets nothing, and neither does the next one with his address. */
    @Test
    void whatIsDelayedDoesNotFindWhoHasGone() throws TransportException {
        AtomicInteger asked = new AtomicInteger();
        hub.fault((crossing, packet) -> {
            asked.incrementAndGet();
            return Fate.delayed(Duration.ofMillis(crossing.to() == 2 ? 1 : 20));
        });
        one.unicast(2, "for the one before");
        two.transport.close();
        ManualNode next = new ManualNode(Settings.of(hub.name(), 3, 2, 3));
        one.unicast(3, "end");
        await(() -> three.packets().contains("end"));
        assertEquals(List.of(), next.packets());
        assertEquals(List.of(), two.packets());
        assertEquals(2, asked.get());
    }

    @Test
    void delayedPacketsAreBoundedAndTheNewestIsLost() {
        hub.fault((crossing, packet) -> Fate.delayed(Duration.ofHours(1)));
        for (int i = 0; i < DelayLine.PACKETS_MAX + 5; i++) {
            one.unicast(2, "m");
        }
        assertEquals(DelayLine.PACKETS_MAX, hub.delayed());
        assertEquals(5, hub.lost());
    }

    /** Faults may be set before the nodes come. */
    @Test
    void nodesNeedNotBeThereYet() throws TransportException {
        LocalHub early = LocalHub.named("early" + HUBS.incrementAndGet());
        early.cut(1, 2);
        ManualNode first = new ManualNode(Settings.of(early.name(), 3, 1, 2));
        ManualNode second = new ManualNode(Settings.of(early.name(), 3, 2, 2));
        first.multicast("m");
        assertEquals(List.of(), second.packets());
    }
}
