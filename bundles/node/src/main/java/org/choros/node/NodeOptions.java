package org.choros.node;

import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;

/**
 * What a node is told besides its configuration file. Every path has corosync's default and can be set, so that no root
 * is needed.
 *
 * @param configuration where the configuration source reads, normally a path of corosync.conf
 * @param source the name of the configuration source
 * @param instance separates nodes on one host; empty for the standard names
 * @param stateDirectory overrides {@code system.state_dir}, or null
 * @param pidFile the pid file, or null for none (a node in a container's JVM)
 * @param sharedMemory where IPC rings are made
 * @param cryptoProvider the wanted crypto provider, or null for any that has the algorithms
 * @param realtime overrides {@code system.sched_rr}, or null
 * @param standalone whether the node is alone in its process and may change it (scheduling, locked memory)
 * @param guardian the program that announces the process's death, or null for none
 * @param node which node of the node list it is, by id, name or address; empty where the configuration tells
 */
public record NodeOptions(String configuration, String source, String instance, Path stateDirectory, Path pidFile,
        Path sharedMemory, String cryptoProvider, Boolean realtime, boolean standalone, Path guardian,
        String node) {

    /** The name of the configuration source that reads corosync.conf. */
    public static final String COROSYNC_CONF = "corosync.conf";

    private static final String DEFAULT_CONFIGURATION = "/etc/corosync/corosync.conf";

    /**
     * @param configuration see {@link #configuration()}
     * @param source see {@link #source()}
     * @param instance see {@link #instance()}
     * @param stateDirectory see {@link #stateDirectory()}
     * @param pidFile see {@link #pidFile()}
     * @param sharedMemory see {@link #sharedMemory()}
     * @param cryptoProvider see {@link #cryptoProvider()}
     * @param realtime see {@link #realtime()}
     * @param standalone see {@link #standalone()}
     * @param guardian see {@link #guardian()}
     * @param node see {@link #node()}
     */
    public NodeOptions {
        Objects.requireNonNull(configuration, "configuration");
        Objects.requireNonNull(source, "source");
        Objects.requireNonNull(instance, "instance");
        Objects.requireNonNull(node, "node");
    }

    /**
     * The options of a node that nobody watches over.
     *
     * @param configuration see {@link #configuration()}
     * @param source see {@link #source()}
     * @param instance see {@link #instance()}
     * @param stateDirectory see {@link #stateDirectory()}
     * @param pidFile see {@link #pidFile()}
     * @param sharedMemory see {@link #sharedMemory()}
     * @param cryptoProvider see {@link #cryptoProvider()}
     * @param realtime see {@link #realtime()}
     * @param standalone see {@link #standalone()}
     */
    public NodeOptions(String configuration, String source, String instance, Path stateDirectory, Path pidFile,
            Path sharedMemory, String cryptoProvider, Boolean realtime, boolean standalone) {
        this(configuration, source, instance, stateDirectory, pidFile, sharedMemory, cryptoProvider, realtime,
                standalone, null, "");
    }

    /** @return the same with the program that announces the process's death, null for none */
    NodeOptions guardedBy(Path program) {
        return new NodeOptions(configuration, source, instance, stateDirectory, pidFile, sharedMemory, cryptoProvider,
                realtime, standalone, program, node);
    }

    /** @return the same as another node of the node list */
    NodeOptions as(String which) {
        return new NodeOptions(configuration, source, instance, stateDirectory, pidFile, sharedMemory, cryptoProvider,
                realtime, standalone, guardian, which);
    }

    /**
     * The options of the standalone daemon.
     *
     * @param configuration the path of corosync.conf
     * @param realtime what the command line said of real-time scheduling, or null
     * @param environment the environment: CHOROS_INSTANCE, CHOROS_STATE_DIR, COROSYNC_RUN_DIR, CHOROS_RUN_DIR,
     *            CHOROS_SHM_DIR, CHOROS_CRYPTO
     * @return the options
     */
    static NodeOptions standalone(String configuration, Boolean realtime, Map<String, String> environment) {
        String instance = environment.getOrDefault("CHOROS_INSTANCE", "");
        String state = environment.getOrDefault("CHOROS_STATE_DIR", environment.get("COROSYNC_RUN_DIR"));
        String run = environment.getOrDefault("CHOROS_RUN_DIR", "/run");
        String pidName = instance.isEmpty() ? "corosync.pid" : "corosync-" + instance + ".pid";
        return new NodeOptions(configuration, COROSYNC_CONF, instance, state == null ? null : Path.of(state),
                Path.of(run, pidName), Path.of(environment.getOrDefault("CHOROS_SHM_DIR", "/dev/shm")),
                environment.get("CHOROS_CRYPTO"), realtime, true);
    }

    /**
     * The options of a node in a container, from a configuration {@code org.choros.node~NAME}.
     *
     * @param properties {@code configuration}, {@code source}, {@code instance}, {@code state.dir}, {@code shm.dir},
     *            {@code crypto}, {@code node}: all optional
     * @return the options
     */
    static NodeOptions embedded(Map<String, ?> properties) {
        String state = text(properties, "state.dir", null);
        return new NodeOptions(text(properties, "configuration", DEFAULT_CONFIGURATION),
                text(properties, "source", COROSYNC_CONF), text(properties, "instance", ""),
                state == null ? null : Path.of(state), null, Path.of(text(properties, "shm.dir", "/dev/shm")),
                text(properties, "crypto", null), Boolean.FALSE, false).as(text(properties, "node", ""));
    }

    private static String text(Map<String, ?> properties, String key, String missing) {
        Object value = properties.get(key);
        return value == null || value.toString().isEmpty() ? missing : value.toString();
    }
}
