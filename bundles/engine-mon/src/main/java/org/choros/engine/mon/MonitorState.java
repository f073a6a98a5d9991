package org.choros.engine.mon;

/** What a monitor does. */
enum MonitorState {
    /** There is no limit to compare with. */
    STOPPED("stopped"),
    /** Below the limit when last measured. */
    RUNNING("running"),
    /** Was above the limit: until the limit or the period is changed. */
    FAILED("failed");

    private final String label;

    MonitorState(String label) {
        this.label = label;
    }

    /** @return its name in the map and in the log */
    String label() {
        return label;
    }
}
