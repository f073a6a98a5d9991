package org.choros.itests.perf;

/**
 * What is measured of each subject.
 *
 * @param hosts how many hosts take part
 * @param mode what is measured
 * @param size bytes of a message
 */
record Row(int hosts, Mode mode, int size) {
    @Override
    public String toString() {
        return hosts + (hosts == 1 ? " host " : " hosts ") + mode.word() + " " + size;
    }
}
