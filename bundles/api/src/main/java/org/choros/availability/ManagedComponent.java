package org.choros.availability;

import java.util.SortedMap;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * A component of the type {@code osgi}: an OSGi service with the property {@value #NAME}, whose value is what
 * {@code bean} of the component says in the configuration. While there are several of one name the one with the highest
 * ranking is taken for what is begun; what was begun goes on with the one that it was begun with.
 * <p>
 * Its methods are called on a thread of the availability manager's, one at a time for one workload, and may take their
 * time: {@code start_timeout} and {@code stop_timeout} of the configuration bound it. What is thrown is a failure, and
 * its message is shown to operators. When the service goes while it is something for a workload, the component has
 * failed: it is restarted, which needs the service again, or its unit fails.
 */
@ConsumerType
public interface ManagedComponent {
    /** Service property: what {@code bean} in the configuration says. */
    String NAME = "choros.availability.component";

    /**
     * Provides a workload from now on. It was standby for it, or nothing.
     *
     * @param workload {@code GROUP/WORKLOAD}
     * @param attributes the workload's attributes
     * @throws Exception when it cannot
     */
    void activate(String workload, SortedMap<String, String> attributes) throws Exception;

    /**
     * Is ready to take a workload over from now on. It was nothing for it.
     *
     * @param workload {@code GROUP/WORKLOAD}
     * @param attributes the workload's attributes
     * @throws Exception when it cannot
     */
    default void standby(String workload, SortedMap<String, String> attributes) throws Exception {
    }

    /**
     * Lets go of a workload: when this returns nothing is done for it any more. Called again when it has failed, and
     * also for what has failed to be activated.
     *
     * @param workload {@code GROUP/WORKLOAD}
     * @throws Exception when it cannot
     */
    void quiesce(String workload) throws Exception;

    /**
     * Is asked whether all is well, where the configuration has such a check.
     *
     * @param workload {@code GROUP/WORKLOAD}
     * @return whether it is
     * @throws Exception when it is not
     */
    default boolean healthy(String workload) throws Exception {
        return true;
    }
}
