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
     */
    record Command(List<String> words, SortedMap<String, String> environment, String user, String directory,
            String output) implements JobSpec {
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
