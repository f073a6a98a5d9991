package org.choros.engine.wd;

/** What the watchdog thinks of a resource. */
enum ResourceState {
    /** It is not looked at: its state says so, or its keys are not complete. */
    STOPPED("stopped"),
    /** It was well when last looked at. */
    RUNNING("running"),
    /** It was not, and is not looked at again until a key of it changes. */
    FAILED("failed");

    private final String label;

    ResourceState(String label) {
        this.label = label;
    }

    /** @return its name in the log */
    String label() {
        return label;
    }
}
