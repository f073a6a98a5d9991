package org.choros.map.core;

import java.util.List;

import org.choros.cpg.CpgMember;
import org.choros.map.MapVersion;

/** What members send to each other. */
sealed interface MapMessage {

    /**
     * What a member has, told once in each round: after each change of group or ring.
     *
     * @param ring sequence of the ring
     * @param members the group, sorted
     * @param number which hello of this member it is; with {@code life} no two are the same
     * @param life of which life of the member
     * @param fresh whether it has no state
     * @param quorate whether it is quorate in that ring
     * @param state its state
     * @param term sequence of the last ring in which that state was quorate and synchronised
     * @param count how many writes have led to it
     */
    record Hello(long ring, List<CpgMember> members, long number, long life, boolean fresh, boolean quorate,
            StateId state, long term, long count) implements MapMessage {
    }

    /**
     * Quorum has come or gone without a new ring.
     *
     * @param ring sequence of the ring
     * @param quorate whether the sender is quorate
     */
    record Say(long ring, boolean quorate) implements MapMessage {
    }

    /**
     * A change of the map.
     *
     * @param round the round that it is for; in another one nobody does it
     * @param request the sender's number
     * @param operation what to do
     * @param expected the version that is expected
     * @param key the key, empty to clear
     * @param value the value, null when none is set
     */
    record Write(long round, long request, Operation operation, MapVersion expected, String key,
            byte[] value) implements MapMessage {
    }

    /**
     * The sender has applied so many writes of the round.
     *
     * @param round the round
     * @param position how many
     */
    record Ack(long round, long position) implements MapMessage {
    }

    /**
     * A piece of a state.
     *
     * @param round the round
     * @param source the state that it is of, as it was at the start of the round
     * @param number which piece, from 0
     * @param last whether it is the last one
     * @param header what the state is, in piece 0, else null
     * @param items keys and what is known of them
     */
    record Chunk(long round, StateId source, int number, boolean last, Header header,
            List<Keyed> items) implements MapMessage {
    }

    /**
     * The numbers of a state.
     *
     * @param count how many writes have led to it
     * @param counter counter of the last version
     * @param horizon highest version of a deletion that is forgotten
     * @param items how many entries and deletions it has
     */
    record Header(long count, long counter, MapVersion horizon, int items) {
    }

    /**
     * A key and what is known of it.
     *
     * @param key the key
     * @param item what is known
     */
    record Keyed(String key, Item item) {
    }
}
