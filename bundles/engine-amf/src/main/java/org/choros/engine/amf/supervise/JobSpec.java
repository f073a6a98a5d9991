package org.choros.engine.amf.supervise;

import java.util.List;
import java.util.SortedMap;

import org.choros.engine.amf.model.HealthCheck;

/** Something that takes its time outside of the ring thread. */
public sealed interface JobSpec {
    /**
     * A command in a process group of its own.
     *
     * @param words the command and its arguments
     * @param environment all of its environment
     * @param user whom it runs as; empty for the node's own
     * @param directory where it runs; empty for the root
     * @param output the file that gets what it prints; empty for the node's log
     * @param care what is special with it
     */
    record Command(List<String> words, SortedMap<String, String> environment, String user, String directory,
            String output, Care care) implements JobSpec {
    }

    /**
     * What is special with a command.
     *
     * @param heartbeatNs how often it says that it lives; 0 when it does not
     * @param stopNs how long what it leaves may take to stop
     * @param undo the words of the command that takes its effect back when the node's process ends, however it does,
     *            before that command was run as a job; empty when it has none that stays
     * @param undoes whether it is that command
     */
    record Care(long heartbeatNs, long stopNs, List<String> undo, boolean undoes) {
        /** Nothing is special. */
        public static final Care NONE = new Care(0, 0, List.of(), false);
    }

    /**
     * A look at a port or a page; passes with status 0.
     *
     * @param kind TCP or HTTP
     * @param target the port or the URL
     * @param timeoutNs how long it may take
     */
    record Probe(HealthCheck.Kind kind, String target, long timeoutNs) implements JobSpec {
    }

    /**
     * A bean is asked whether all is well; ends with status 0 when it is.
     *
     * @param name the bean
     * @param workload the workload's id
     */
    record BeanCheck(String name, String workload) implements JobSpec {
    }

    /**
     * A bean is told its role; ends with status 0 when it has taken it.
     *
     * @param name the bean
     * @param role the role
     * @param workload the workload's id
     * @param attributes the workload's attributes
     */
    record Bean(String name, Role role, String workload, SortedMap<String, String> attributes) implements JobSpec {
    }
}
