package org.choros.itests.fuzz;

import java.util.List;

/** Something that takes bytes from outside, and what has to hold whatever they are. */
public interface Target {
    /** @return its name on command lines and of its folders */
    String name();

    /** @return bytes of an input, at most */
    int inputMax();

    /** @return bytes that one input may make us allocate, at most */
    long allocationMax();

    /** @return inputs in the short run of a build */
    int shortRuns();

    /** @return whether coverage may guide: an input does the same each time, and its speed does not matter much */
    default boolean guided() {
        return true;
    }

    /** @return inputs that a build makes at random, without coverage; always the same */
    default int blindRuns() {
        return 0;
    }

    /** @return inputs to begin with, made of the golden vectors */
    List<byte[]> seeds();

    /** @return packets, requests or whatever the inputs so far were made of; 0 when an input is one of them */
    default long parts() {
        return 0;
    }

    /**
     * Takes an input.
     *
     * @param input the bytes
     * @throws OracleException when something does not hold; anything else that is thrown is a finding, too
     */
    void run(byte[] input);
}
