package org.choros.engine.amf.run;

import java.util.SortedMap;
import java.util.function.BiConsumer;

import org.choros.engine.amf.supervise.Role;

/**
 * The beans of the node's JVM that are kept available, by the names that {@code bean} in the configuration gives them.
 * Found anew for each call, so a bean may come and go at any time.
 */
public interface Beans {
    /** No bean at all. */
    Beans NONE = name -> null;

    /**
     * Called on any thread, does not block.
     *
     * @param name a bean's name
     * @return the bean, or null when none of that name is registered now
     */
    Bean find(String name);

    /**
     * The same beans, for one who uses them: several nodes may live in one framework.
     *
     * @param owner who uses them
     * @return his view of them
     */
    default Beans of(Object owner) {
        return this;
    }

    /**
     * Has somebody told when a bean is gone that was something for a workload of this owner.
     *
     * @param gone is told the bean's name and the workload's id, on any thread; does not block
     * @return what ends that
     */
    default Runnable onGone(BiConsumer<String, String> gone) {
        return () -> {
            // such beans never go
        };
    }

    /**
     * One bean. Its methods are called on a job's thread, one at a time for one workload, and may block there: what
     * takes too long is interrupted, and its thread is lost for others until it returns.
     */
    interface Bean {
        /**
         * Is told what it is for a workload from now on; returns when it is that.
         *
         * @param role what it is; {@link Role#NONE} when it is to let go
         * @param workload the workload's id
         * @param attributes the workload's attributes
         * @throws Exception when it cannot be that; its message is shown to people
         */
        void role(Role role, String workload, SortedMap<String, String> attributes) throws Exception;

        /**
         * Is asked whether all is well.
         *
         * @param workload the workload's id
         * @return whether it is
         * @throws Exception when it is not; its message is shown to people
         */
        boolean healthy(String workload) throws Exception;
    }
}
