package org.choros.engine.quorum;

import org.choros.wire.exec.VoteNodeInfo;

/**
 * One decision of votequorum with its reasons, for people to read.
 *
 * @param quorate what was decided
 * @param text the whole of it, for example {@code quorate: expected 5, have 2 + device 1, need 3}
 */
record Verdict(boolean quorate, String text) {

    /** Why a node is quorate or not. */
    enum Reason {
        /** The votes are enough, or are not. */
        VOTES,
        /** The node has not yet seen everybody. */
        WAITS_FOR_ALL,
        /** Half of the votes are here, and the tie breaker too. */
        TIE_WON,
        /** Half of the votes are here, but the tie breaker is not. */
        TIE_LOST,
        /** The quorum device is on our side, and that is enough. */
        MASTER_WINS
    }

    static Verdict of(Electorate e, VoteSettings settings, boolean quorate, Reason reason) {
        long votes = e.memberVotes();
        long counted = e.totalVotes() - votes;
        long expected = reason == Reason.WAITS_FOR_ALL ? e.us().expected : e.highestExpected();
        StringBuilder text = new StringBuilder(quorate ? "quorate" : "not quorate").append(": expected ")
                .append(expected).append(", have ").append(votes);
        if (e.us().has(VoteNodeInfo.DEVICE_REGISTERED)) {
            text.append(" + device ").append(counted);
        }
        text.append(", need ").append(reason == Reason.WAITS_FOR_ALL ? expected : e.quorum());
        String why = why(e, settings, quorate, reason, Math.max(expected, votes + counted));
        return new Verdict(quorate, why.isEmpty() ? text.toString() : text.append("; ").append(why).toString());
    }

    private static String why(Electorate e, VoteSettings settings, boolean quorate, Reason reason, long most) {
        return switch (reason) {
            case WAITS_FOR_ALL -> "waits for all";
            case TIE_WON -> "tie broken by " + breaker(settings, e);
            case TIE_LOST -> breakerUnknown(settings, e)
                    ? "a tie can be broken only by who was quorate before"
                    : "tie lost, " + breaker(settings, e) + " is not here";
            case MASTER_WINS -> "the quorum device is with us, master wins";
            case VOTES -> votes(e, settings, quorate, most);
        };
    }

    private static String votes(Electorate e, VoteSettings settings, boolean quorate, long most) {
        if (settings.twoNode && e.quorum() == 1) {
            return "two_node";
        }
        if (!quorate && e.us().has(VoteNodeInfo.DEVICE_REGISTERED)
                && !e.us().has(VoteNodeInfo.DEVICE_CAST_VOTE)) {
            return e.us().has(VoteNodeInfo.DEVICE_ALIVE)
                    ? "the quorum device votes against us"
                    : "the quorum device is silent";
        }
        return e.quorum() > most / 2 + 1 ? "what is needed does not sink by itself" : "";
    }

    private static boolean breakerUnknown(VoteSettings settings, Electorate e) {
        return settings.tieBreaker != TieBreaker.LIST && e.lowest() == -1;
    }

    private static String breaker(VoteSettings settings, Electorate e) {
        return switch (settings.tieBreaker) {
            case LOWEST -> "the lowest node " + Integer.toUnsignedString(e.lowest());
            case HIGHEST -> "the highest node " + Integer.toUnsignedString(e.highest());
            default -> "the first node of the list";
        };
    }
}
