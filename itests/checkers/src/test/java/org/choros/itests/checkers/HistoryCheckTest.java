package org.choros.itests.checkers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

import org.junit.jupiter.api.Test;

/** Logs of several processes are written, read and judged. */
class HistoryCheckTest {
    private static final long MS = 1_000_000;
    private static final CheckOptions OPTIONS = CheckOptions.offline(5 * MS, 1000 * MS, true);
    private static final int BIG = 0xC84D000B;

    /** What the processes write: a runner, and a client of node 1 and of a node with a large id. */
    private static final class Logs {
        final StringBuilder[] texts = {new StringBuilder(), new StringBuilder(), new StringBuilder()};
        final HistoryWriter runner = new HistoryWriter(texts[0]);
        final HistoryWriter.ClientLog one = new HistoryWriter(texts[1]).client(1, 1, 10, "g");
        final HistoryWriter.ClientLog big = new HistoryWriter(texts[2]).client(BIG, 1, 20, "g");

        HistoryCheck.Result check() {
            List<List<String>> all = new ArrayList<>();
            for (StringBuilder text : texts) {
                all.add(text.toString().lines().toList());
            }
            return HistoryCheck.of(all, OPTIONS);
        }
    }

    private static CpgView view(String members, Reason reason, String who) {
        return HistoryEvent.parse("0 view " + members + " " + (isJoin(reason)
                ? "[" + who + "/" + reason + "] []"
                : "[] [" + who + "/" + reason + "]"), "test").view(0);
    }

    private static boolean isJoin(Reason reason) {
        return reason == Reason.JOIN || reason == Reason.NODEUP;
    }

    private static Logs begin() {
        String b = Integer.toUnsignedString(BIG) + ":20";
        Logs logs = new Logs();
        logs.runner.started(0, 1, 1, Storage.CURRENT, 0);
        logs.runner.started(0, BIG, 1, Storage.LOST, 0);
        logs.one.opened(10 * MS);
        logs.one.view(11 * MS, view("[1:10]", Reason.JOIN, "1:10"));
        logs.big.opened(11 * MS);
        logs.one.view(12 * MS, view("[1:10," + b + "]", Reason.JOIN, b));
        logs.big.view(12 * MS, view("[1:10," + b + "]", Reason.JOIN, b));
        logs.one.ring(20 * MS, 1, 8, new int[]{1, BIG});
        logs.big.ring(21 * MS, 1, 8, new int[]{1, BIG});
        return logs;
    }

    private static void end(Logs logs) {
        logs.runner.healed(900 * MS);
        logs.runner.settled(1000 * MS);
    }

    private static Property first(Consumer<Logs> story) {
        Logs logs = begin();
        story.accept(logs);
        end(logs);
        return logs.check().violations().get(0).property();
    }

    @Test
    void aGoodHistoryPasses() {
        Logs logs = begin();
        // written down late by the sender, and refused once
        logs.one.sent(31 * MS, 0, 0xABCL);
        logs.one.refused(31 * MS, 0);
        logs.one.sent(33 * MS, 0, 0xABCL);
        logs.big.delivered(30 * MS, 1, 1, 10, 0, 0xABCL);
        logs.one.delivered(34 * MS, 1, 1, 10, 0, 0xABCL);
        logs.big.sent(35 * MS, 0, -1L);
        logs.one.delivered(36 * MS, BIG, 1, 20, 0, -1L);
        logs.big.delivered(36 * MS, BIG, 1, 20, 0, -1L);
        logs.runner.quorum(40 * MS, 1, 1, true, new int[]{1, BIG});
        end(logs);
        HistoryCheck.Result result = logs.check();
        assertEquals(List.of(), result.violations());
        assertEquals(4, result.seen().deliveries());
    }

    @Test
    void badHistoriesAreCaughtByName() {
        assertEquals(Property.V1, first(l -> l.one.delivered(30 * MS, BIG, 1, 20, 0, 1)));
        assertEquals(Property.V1, first(l -> l.one.delivered(30 * MS, 7, 1, 20, 0, 1)));
        assertEquals(Property.V2, first(l -> {
            l.one.sent(30 * MS, 0, 1);
            l.big.sent(30 * MS, 0, 2);
            l.one.delivered(31 * MS, 1, 1, 10, 0, 1);
            l.one.delivered(32 * MS, BIG, 1, 20, 0, 2);
            l.big.delivered(31 * MS, BIG, 1, 20, 0, 2);
            l.big.delivered(32 * MS, 1, 1, 10, 0, 1);
        }));
        assertEquals(Property.V3, first(l -> {
            l.one.sent(30 * MS, 0, 1);
            l.big.delivered(31 * MS, 1, 1, 10, 0, 1);
        }));
        assertEquals(Property.V4, first(l -> {
            l.one.sent(30 * MS, 0, 1);
            l.big.delivered(31 * MS, 1, 1, 10, 0, 1);
            l.one.ring(40 * MS, 1, 12, new int[]{1, BIG});
            l.big.ring(40 * MS, 1, 12, new int[]{1, BIG});
        }));
        assertEquals(Property.V5, first(l -> l.one.ring(40 * MS, 1, 7, new int[]{1, BIG})));
        assertEquals(Property.V6, first(l -> l.one.view(40 * MS, view("[1:10]", Reason.LEAVE,
                Integer.toUnsignedString(BIG) + ":20"))));
        assertEquals(Property.V7, first(l -> {
            l.runner.quorum(40 * MS, 1, 1, true, new int[]{1});
            l.runner.quorum(41 * MS, BIG, 1, true, new int[]{BIG});
        }));
        assertEquals(Property.V8, first(l -> {
            l.one.view(39 * MS, view("[1:10]", Reason.NODEDOWN, Integer.toUnsignedString(BIG) + ":20"));
            l.one.ring(40 * MS, 1, 12, new int[]{1});
        }));
    }

    /** A node is cut off, hears of a leave late, and who left is there again with another daemon by then. */
    @Test
    void aLeaveOfTheLifeBeforeMayBeToldLate() {
        String b = Integer.toUnsignedString(BIG) + ":20";
        for (boolean asked : new boolean[]{true, false}) {
            Logs logs = begin();
            if (asked) {
                logs.big.leaving(30 * MS);
                logs.big.closed(31 * MS);
            }
            logs.runner.stopped(40 * MS, BIG, 1, Stop.KILL);
            logs.runner.started(50 * MS, BIG, 2, Storage.CURRENT, 8);
            HistoryWriter.ClientLog again = new HistoryWriter(logs.texts[2]).client(BIG, 2, 20, "g");
            again.opened(60 * MS);
            logs.one.view(70 * MS, view("[1:10]", Reason.LEAVE, b));
            logs.one.ring(71 * MS, 1, 16, new int[]{1, BIG});
            again.ring(71 * MS, 1, 16, new int[]{1, BIG});
            logs.one.view(72 * MS, view("[1:10," + b + "]", Reason.JOIN, b));
            again.view(72 * MS, view("[1:10," + b + "]", Reason.JOIN, b));
            end(logs);
            assertEquals(asked ? List.of() : List.of(Property.V6),
                    logs.check().violations().stream().map(Violation::property).toList());
        }
    }

    @Test
    void whatCannotBeReadIsNamed() {
        Logs logs = begin();
        logs.texts[1].append("12 jumped 1 1 10 g\n");
        assertEquals("log 1 line 5: no such event: jumped",
                assertThrows(IllegalArgumentException.class, logs::check).getMessage());
        assertThrows(IllegalArgumentException.class,
                () -> new HistoryWriter(new StringBuilder()).client(1, 1, 1, "a b"));
    }
}
