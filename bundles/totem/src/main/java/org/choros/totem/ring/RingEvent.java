package org.choros.totem.ring;

import java.util.List;

import org.choros.wire.totem.Malformed;
import org.choros.wire.totem.Processor;
import org.choros.wire.totem.RingId;

/** What a ring tells about itself: for the log, for tests, for the flight recorder. Durations in milliseconds. */
public sealed interface RingEvent {
    /** How grave an event is, in the words of corosync's log. */
    enum Severity {
        /** Something is wrong and needs the operator. */
        ERROR,
        /** Something is wrong and is being dealt with. */
        WARNING,
        /** The operator wants to know. */
        NOTICE,
        /** For those who look closely. */
        DEBUG
    }

    /** @return how grave it is */
    Severity severity();

    /** @return the log line, in corosync's words */
    String line();

    /**
     * A state was entered.
     *
     * @param from the state before
     * @param to the state entered
     * @param cause why
     */
    record StateEntered(State from, State to, Cause cause) implements RingEvent {
        @Override
        public Severity severity() {
            return Severity.DEBUG;
        }

        @Override
        public String line() {
            return to == State.GATHER
                    ? "entering GATHER state from " + cause.number() + "(" + cause.text() + ")."
                    : "entering " + to + " state.";
        }
    }

    /**
     * The token was lost.
     *
     * @param state in which state
     * @param tokenMs the token timeout
     * @param consensusMs the consensus timeout
     */
    record TokenLost(State state, long tokenMs, long consensusMs) implements RingEvent {
        @Override
        public Severity severity() {
            return state == State.OPERATIONAL ? Severity.NOTICE : Severity.DEBUG;
        }

        @Override
        public String line() {
            return state == State.OPERATIONAL
                    ? "A processor failed, forming new configuration: token timed out (" + tokenMs + "ms), waiting "
                            + consensusMs + "ms for consensus."
                    : "The token was lost in the " + state + " state.";
        }
    }

    /**
     * The token is late.
     *
     * @param silentMs since when
     */
    record TokenOverdue(long silentMs) implements RingEvent {
        @Override
        public Severity severity() {
            return Severity.NOTICE;
        }

        @Override
        public String line() {
            return "Token has not been received in " + silentMs + " ms ";
        }
    }

    /**
     * The token asks for messages that we and others lack.
     *
     * @param seqs their sequence numbers
     */
    record RetransmitList(List<Integer> seqs) implements RingEvent {
        @Override
        public Severity severity() {
            return Severity.NOTICE;
        }

        @Override
        public String line() {
            StringBuilder text = new StringBuilder("Retransmit List: ");
            for (int seq : seqs) {
                text.append(Integer.toHexString(seq)).append(' ');
            }
            return text.toString();
        }
    }

    /** We cannot keep up: the others have waited for us too long. */
    record FailedToReceive() implements RingEvent {
        @Override
        public Severity severity() {
            return Severity.ERROR;
        }

        @Override
        public String line() {
            return "FAILED TO RECEIVE";
        }
    }

    /**
     * The process was not scheduled.
     *
     * @param pauseMs for how long
     */
    record Paused(long pauseMs) implements RingEvent {
        @Override
        public Severity severity() {
            return Severity.NOTICE;
        }

        @Override
        public String line() {
            return "Process pause detected for " + pauseMs + " ms, flushing membership messages.";
        }
    }

    /**
     * A ring was formed.
     *
     * @param ring its id
     * @param members its members
     * @param joined who joined
     * @param left who left
     * @param failed who of them left without saying so
     */
    record MembershipFormed(RingId ring, List<Processor> members, List<Processor> joined, List<Processor> left,
            List<Processor> failed) implements RingEvent {
        @Override
        public Severity severity() {
            return Severity.NOTICE;
        }

        @Override
        public String line() {
            return "A new membership (" + ring + ") was formed. Members" + list(" joined:", joined)
                    + list(" left:", left);
        }

        /** @return the line about those that failed, empty when nobody did */
        public String failedLine() {
            return failed.isEmpty() ? "" : "Failed to receive the leave message." + list(" failed:", failed);
        }

        private static String list(String label, List<Processor> processors) {
            if (processors.isEmpty()) {
                return "";
            }
            StringBuilder text = new StringBuilder(label);
            processors.forEach(p -> text.append(' ').append(p));
            return text.toString();
        }
    }

    /**
     * Gathering goes on and on without a ring.
     *
     * @param gathers how many times in a row
     */
    record ContinuousGather(int gathers) implements RingEvent {
        @Override
        public Severity severity() {
            return Severity.WARNING;
        }

        @Override
        public String line() {
            return "Totem is unable to form a cluster because of an operating system or network fault (reason: "
                    + "continuous gather). The most common cause of this message is that the local firewall is "
                    + "configured improperly.";
        }
    }

    /**
     * A packet was dropped.
     *
     * @param reason what is wrong with it
     */
    record Dropped(Malformed reason) implements RingEvent {
        @Override
        public Severity severity() {
            return Severity.WARNING;
        }

        @Override
        public String line() {
            return reason.text();
        }
    }

    /**
     * A line of execution worth knowing was reached; ties it to the test that explains it.
     *
     * @param name what
     */
    record Mark(String name) implements RingEvent {
        @Override
        public Severity severity() {
            return Severity.DEBUG;
        }

        @Override
        public String line() {
            return name;
        }
    }
}
