package org.choros.node;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;

import org.choros.spi.config.ConfigurationSource;
import org.choros.spi.crypto.CryptoFactory;
import org.choros.spi.engine.ServiceEngineFactory;
import org.choros.spi.ipc.IpcServerFactory;
import org.choros.spi.log.LogLevel;
import org.choros.spi.log.LogSink;
import org.choros.spi.log.LogSinkFactory;
import org.choros.spi.transport.TransportFactory;

/**
 * Starts a node in plain Java, for tests and for programs without OSGi. Plug-ins are those that are given, then those
 * on the class path ({@link ServiceLoader}); all files of the node are in one folder.
 *
 * <pre>
 * Node node = Node.builder().folder(temporary).node(1).configuration(corosyncConf).start();
 * </pre>
 *
 * <p>A builder starts one node. Not for use by several threads.
 */
public final class NodeBuilder {
    private static final String CONFIGURATION = "corosync.conf";

    private final List<Object> given = new ArrayList<>();
    private final Plugins plugins = new Plugins();
    private Path folder;
    private String text;
    private String node = "";
    private String instance = "";

    NodeBuilder() {
    }

    /**
     * Where the node keeps its files: {@code corosync.conf}, the ring id, memory shared with clients. Each node needs
     * one of its own, and the same again when it is to be the same node after a restart.
     *
     * @param path the folder, made when it is not there
     * @return this
     */
    public NodeBuilder folder(Path path) {
        folder = Objects.requireNonNull(path, "folder");
        return this;
    }

    /**
     * Sets the configuration. It is written to {@code corosync.conf} in the folder, where a reload reads what stands
     * there then. Without this, what is there already counts.
     *
     * @param corosyncConf the text of a corosync.conf
     * @return this
     */
    public NodeBuilder configuration(String corosyncConf) {
        text = Objects.requireNonNull(corosyncConf, "configuration");
        return this;
    }

    /**
     * Says which node of the configuration's node list this is; the same as {@code choros { node: NAME }}.
     *
     * @param nodeId its node id (unsigned)
     * @return this
     */
    public NodeBuilder node(int nodeId) {
        return node(Integer.toUnsignedString(nodeId));
    }

    /**
     * The same by a name.
     *
     * @param name its id, its name or its ring0_addr
     * @return this
     */
    public NodeBuilder node(String name) {
        node = Objects.requireNonNull(name, "node");
        return this;
    }

    /**
     * Gives the node a name of its own on this host, by which clients in other processes find it ({@code
     * CHOROS_INSTANCE}) and which its threads bear. Only then the IPC server on the class path is used: without a name
     * a node would take the place of the host's own daemon.
     *
     * @param name the name, unique on this host
     * @return this
     */
    public NodeBuilder instance(String name) {
        instance = Objects.requireNonNull(name, "instance");
        return this;
    }

    /**
     * Adds a plug-in, by the name that it tells itself: a transport, a crypto, a configuration source, a service
     * engine, an IPC server, a log. It is preferred to those on the class path, and an engine replaces that of the same
     * id.
     *
     * @param factory the plug-in
     * @return this
     */
    public NodeBuilder plugin(Object factory) {
        plugins.add(factory, properties(factory));
        given.add(factory);
        return this;
    }

    /**
     * Adds a transport, a crypto or a configuration source by a name that it does not tell itself.
     *
     * @param name what the configuration calls it
     * @param factory the plug-in
     * @return this
     */
    public NodeBuilder plugin(String name, Object factory) {
        plugins.add(factory, Map.of(TransportFactory.PROPERTY, name, CryptoFactory.PROPERTY, name,
                ConfigurationSource.PROPERTY, name));
        given.add(factory);
        return this;
    }

    /**
     * Has the node's lines written somewhere, instead of where the log on the class path writes them, SLF4J, or
     * standard error.
     *
     * @param sink takes them, on the node's threads
     * @return this
     */
    public NodeBuilder log(LogSink sink) {
        return plugin((LogSinkFactory) (map, dialect) -> new GivenLog(sink));
    }

    /**
     * Starts the node.
     *
     * @return the node, which forms its ring by itself; {@link Node#await} waits for it, {@link Node#close} ends it
     * @throws IllegalStateException when there is no folder, or no source of configurations on the class path
     * @throws UncheckedIOException when the folder cannot be written
     */
    public Node start() {
        if (folder == null) {
            throw new IllegalStateException("a node needs a folder for its files");
        }
        addFromClassPath();
        if (plugins.configurationSource(NodeOptions.COROSYNC_CONF) == null) {
            throw new IllegalStateException("org.choros.config, which reads corosync.conf, is not on the class path");
        }
        Path file = folder.resolve(CONFIGURATION);
        try {
            Files.createDirectories(folder);
            if (text != null) {
                Files.writeString(file, text);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the node's folder " + folder + " cannot be written", e);
        }
        return Node.start(new NodeOptions(file.toString(), NodeOptions.COROSYNC_CONF, instance, folder, null, folder,
                null, Boolean.FALSE, false).as(node), plugins);
    }

    private void addFromClassPath() {
        for (Class<?> type : List.of(ConfigurationSource.class, TransportFactory.class, CryptoFactory.class,
                ServiceEngineFactory.class, IpcServerFactory.class, LogSinkFactory.class)) {
            for (ServiceLoader.Provider<?> found : ServiceLoader.load(type).stream().toList()) {
                Object factory = made(found);
                if (factory != null && isWanted(factory)) {
                    plugins.add(factory, properties(factory));
                }
            }
        }
    }

    /** Null when what it is made of is not there, for example Bouncy Castle. */
    private static Object made(ServiceLoader.Provider<?> found) {
        try {
            return found.get();
        } catch (ServiceConfigurationError e) {
            if (e.getCause() instanceof LinkageError) {
                return null;
            }
            throw e;
        }
    }

    private boolean isWanted(Object factory) {
        if (factory instanceof IpcServerFactory && instance.isEmpty()) {
            return false;
        }
        for (Object other : given) {
            boolean sameEngine = factory instanceof ServiceEngineFactory one
                    && other instanceof ServiceEngineFactory two && one.description().id() == two.description().id();
            if (sameEngine || other.getClass() == factory.getClass()) {
                return false;
            }
        }
        return true;
    }

    private static Map<String, Object> properties(Object factory) {
        if (factory instanceof TransportFactory transport) {
            return Map.of(TransportFactory.PROPERTY, transport.transports().toArray(String[]::new));
        }
        if (factory instanceof CryptoFactory crypto) {
            return Map.of(CryptoFactory.PROPERTY, crypto.provider());
        }
        if (factory instanceof ConfigurationSource source) {
            return Map.of(ConfigurationSource.PROPERTY, source.name());
        }
        if (factory instanceof ServiceEngineFactory || factory instanceof IpcServerFactory
                || factory instanceof LogSinkFactory) {
            return Map.of();
        }
        throw new IllegalArgumentException(factory.getClass().getName() + " is no plug-in of a node");
    }

    /** A sink that somebody else opens and closes. */
    private record GivenLog(LogSink sink) implements LogSinkFactory.Opened {
        @Override
        public void log(LogLevel level, String subsystem, String line, long epochMillis) {
            sink.log(level, subsystem, line, epochMillis);
        }

        @Override
        public boolean enabled(LogLevel level, String subsystem) {
            return sink.enabled(level, subsystem);
        }

        @Override
        public void reconfigure() {
            // what goes where is not the configuration's business here
        }

        @Override
        public void reopen() {
            // there is no file
        }

        @Override
        public void close() {
            // it is not ours
        }
    }
}
