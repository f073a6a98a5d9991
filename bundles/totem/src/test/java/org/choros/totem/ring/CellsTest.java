package org.choros.totem.ring;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Spec 4.16: no cell of the table is without a test. */
class CellsTest {
    /** The rows of the table. */
    enum Event {
        /** A regular token comes. */
        REGULAR_TOKEN,
        /** An ordered message of my ring. */
        FRAME_OF_MY_RING,
        /** An ordered message of another ring. */
        FRAME_OF_ANOTHER_RING,
        /** Another ring shows itself. */
        MERGE_DETECT,
        /** A proposal, or a leave. */
        JOIN,
        /** A ring is being formed. */
        COMMIT_TOKEN,
        /** Somebody wants a token that is held. */
        HOLD_CANCEL,
        /** No token for too long. */
        TOKEN_LOSS_TIMER,
        /** The next member is silent. */
        TOKEN_RETRANSMIT_TIMER,
        /** The token has been held long enough. */
        HOLD_RETRANSMIT_TIMER,
        /** It is time to show the ring. */
        MERGE_TIMER,
        /** It is time to propose again. */
        JOIN_TIMER,
        /** Not all have agreed in time. */
        CONSENSUS_TIMER,
        /** An interface is usable. */
        INTERFACE_UP
    }

    private static String camel(Enum<?> constant) {
        return Arrays.stream(constant.name().split("_"))
                .map(w -> w.charAt(0) + w.substring(1).toLowerCase(Locale.ROOT)).collect(Collectors.joining());
    }

    @ParameterizedTest
    @EnumSource
    void everyEventHasATest(Seat.Situation situation) throws ClassNotFoundException {
        Class<?> tests = Class.forName(getClass().getPackageName() + ".Cells" + camel(situation) + "Test");
        Set<String> found = Arrays.stream(tests.getDeclaredMethods())
                .filter(m -> m.isAnnotationPresent(EachSeat.class)).map(Method::getName)
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> expected = new TreeSet<>();
        for (Event e : Event.values()) {
            String name = camel(e) + "In" + camel(situation);
            expected.add(name.substring(0, 1).toLowerCase(Locale.ROOT) + name.substring(1));
        }
        assertEquals(expected, found);
    }

    /** Every timer of the ring has a row, or is one of those that the spec describes elsewhere. */
    @ParameterizedTest
    @EnumSource
    void everyTimerHasARow(Timer timer) {
        boolean elsewhere = Set.of(Timer.SEND_JOIN, Timer.PAUSE, Timer.HEARTBEAT, Timer.TOKEN_WARNING).contains(timer);
        String row = timer == Timer.MERGE_DETECT ? "MERGE" : timer.name();
        assertEquals(!elsewhere, Arrays.stream(Event.values()).anyMatch(e -> e.name().equals(row + "_TIMER")));
    }
}
