package org.choros.availability;

/** Whether a component is there. */
public enum Presence {
    /** Nothing of it runs. */
    UNINSTANTIATED,
    /** It has been started and is not up yet. */
    INSTANTIATING,
    /** It is up. */
    INSTANTIATED,
    /** It is being stopped, because it is not wanted any more. */
    TERMINATING,
    /** It has failed, is cleaned up and started again after its back-off. */
    RESTARTING,
    /** It was started too often without coming up; nothing of it runs. */
    INSTANTIATION_FAILED,
    /** It cannot be stopped, not by force either; it is tried again and again. */
    TERMINATION_FAILED
}
