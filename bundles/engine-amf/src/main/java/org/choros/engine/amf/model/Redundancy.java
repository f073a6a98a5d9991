package org.choros.engine.amf.model;

/** How the units of a group share its workloads. */
public enum Redundancy {
    /** One unit is active for all workloads, one is standby. */
    TWO_N("2n"),
    /** Some units are active, each for some of the workloads; others are standby. */
    N_PLUS_M("n+m"),
    /** A workload is active in several units at once; nobody is standby. */
    N_WAY_ACTIVE("n-way-active"),
    /** Each unit has one workload, nobody is standby; units without one are spares. */
    NONE("none");

    private final String word;

    Redundancy(String word) {
        this.word = word;
    }

    /** @return the word in the configuration */
    public String word() {
        return word;
    }

    /** @return whether a workload has one active unit at most */
    public boolean exclusive() {
        return this != N_WAY_ACTIVE;
    }

    /**
     * @param word a word
     * @return what it means, or null
     */
    static Redundancy of(String word) {
        for (Redundancy r : values()) {
            if (r.word.equalsIgnoreCase(word)) {
                return r;
            }
        }
        return null;
    }
}
