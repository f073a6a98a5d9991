package org.choros.itests.campaign;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

/** What C does not tell is found out from what others are told. */
class AbsencesTest {
    private static final String BOTH = "1:10,2:20";

    /** Hosts 1 and 2, of which 1 runs C, each with a client that has the number of its host. */
    private static List<Event> events(String... lines) {
        return Stream.of(lines).map(line -> Event.parse(line.substring(2), line.charAt(0) - '0', 0)).toList();
    }

    private static Absences begin() {
        Absences absences = new Absences(host -> host == 1);
        absences.read(events("1 0 + CURRENT", "2 0 + CURRENT", "1 1 B 0 1 1 10 free", "2 1 B 0 2 2 20 free",
                "1 2 V 0 1 " + BOTH + " 2:20/1 -", "2 2 V 0 2 " + BOTH + " 2:20/1 -", "1 3 R 0 1 1 8 1,2",
                "2 3 R 0 2 1 8 1,2"));
        return absences;
    }

    @Test
    void nothingIsMissedOnTheWayFromRingToRing() {
        Absences absences = begin();
        List<Event> next = events("1 4 R 0 1 1 12 1,2", "2 4 R 0 2 1 12 1,2");
        absences.read(next);
        assertEquals(List.of(), absences.untold(next.get(0)));
        assertEquals(0, absences.count());
    }

    /** A synchronisation was broken off on one side only: the client of C hears nothing of it. */
    @Test
    void theOtherSideIsToldThatWeWereAway() {
        Absences absences = begin();
        List<Event> next = events("1 4 R 0 1 1 12 1,2", "2 5 V 0 2 2:20 - 1:10/3", "2 6 V 0 2 " + BOTH + " 1:10/4 -",
                "2 7 R 0 2 1 12 1,2");
        absences.read(next);
        assertEquals(List.of(2), absences.untold(next.get(0)));
        assertEquals(1, absences.count());
        List<Event> later = events("1 8 R 0 1 1 16 1,2", "2 8 R 0 2 1 16 1,2");
        absences.read(later);
        assertEquals(List.of(), absences.untold(later.get(0)));
    }

    /** Hosts 2 and 3 were on a ring without host 1, which only the client of host 3 hears of: hosts 1 and 2 run C. */
    @Test
    void aThirdIsToldWhoWasTogether() {
        Absences absences = new Absences(host -> host < 3);
        String all = "1:10,2:20,3:30";
        for (int host = 1; host <= 3; host++) {
            String me = host + " 0 ";
            absences.read(events(me + "+ CURRENT", me + "B 0 " + host + " " + host + " " + host + "0 free",
                    me + "V 0 " + host + " " + all + " " + host + ":" + host + "0/1 -",
                    me + "R 0 " + host + " 1 8 1,2,3"));
        }
        List<Event> next = events("1 4 R 0 1 1 16 1,2,3", "2 4 R 0 2 1 16 1,2,3", "3 5 V 0 3 2:20,3:30 - 1:10/3",
                "3 6 V 0 3 " + all + " 1:10/4 -", "3 7 R 0 3 1 16 1,2,3");
        absences.read(next);
        assertEquals(List.of(2, 3), absences.untold(next.get(0)));
        assertEquals(List.of(1), absences.untold(next.get(1)));
        assertEquals(2, absences.count());
    }
}
