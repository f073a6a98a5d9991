package org.choros.node;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Supplier;

import org.choros.spi.config.ConfigurationSource;
import org.choros.spi.crypto.CryptoFactory;
import org.choros.spi.crypto.CryptoSettings;
import org.choros.spi.engine.ServiceEngineFactory;
import org.choros.spi.ipc.IpcServerFactory;
import org.choros.spi.log.LogSinkFactory;
import org.choros.spi.transport.TransportFactory;

/**
 * The plug-ins that are present now; tells its listeners when one comes or goes. Of several that do the same the newest
 * version comes first, then the one that came first. Safe for all threads.
 */
public final class Plugins {
    /** The property of a plug-in's version, a {@link Comparable}; without it one is older than all with it. */
    static final String VERSION = "choros.plugin.version";

    /** A plug-in with its service properties. */
    private record Plugin(Object factory, Map<String, Object> properties) {
        @SuppressWarnings("unchecked")
        boolean isNewerThan(Plugin other) {
            Object ours = properties.get(VERSION);
            Object theirs = other.properties.get(VERSION);
            return ours != null && (theirs == null || ((Comparable<Object>) ours).compareTo(theirs) > 0);
        }
    }

    private final List<Plugin> present = new CopyOnWriteArrayList<>();
    private final List<Consumer<Change>> listeners = new CopyOnWriteArrayList<>();

    /**
     * A plug-in came or went.
     *
     * @param factory the plug-in
     * @param added whether it came
     * @param versions if it is an engine, all of the same id that are there when it is asked, the newest first
     */
    public record Change(Object factory, boolean added, Supplier<List<ServiceEngineFactory>> versions) {
    }

    /**
     * @param factory a plug-in of any kind
     * @param properties its service properties
     */
    public void add(Object factory, Map<String, Object> properties) {
        Plugin added = new Plugin(factory, Map.copyOf(properties));
        synchronized (present) {
            int place = 0;
            while (place < present.size() && !added.isNewerThan(present.get(place))) {
                place++;
            }
            present.add(place, added);
        }
        tell(new Change(factory, true, () -> versions(added)));
    }

    /**
     * @param factory a plug-in that was added; when this returns, no node uses it any more
     */
    public void remove(Object factory) {
        for (Plugin p : present) {
            if (p.factory() == factory && present.remove(p)) {
                tell(new Change(factory, false, () -> versions(p)));
            }
        }
    }

    private void tell(Change change) {
        listeners.forEach(l -> l.accept(change));
    }

    private List<ServiceEngineFactory> versions(Plugin of) {
        int id = engineId(of);
        List<ServiceEngineFactory> same = new ArrayList<>();
        for (Plugin p : present) {
            if (p.factory() instanceof ServiceEngineFactory engine && (p == of || id >= 0 && engineId(p) == id)) {
                same.add(engine);
            }
        }
        return same;
    }

    /** No code of an engine is run for it that is to run on a thread of its own: -1 if it does not say its id. */
    private static int engineId(Plugin p) {
        if (!(p.factory() instanceof ServiceEngineFactory engine)) {
            return -1;
        }
        if (p.properties().get(ServiceEngineFactory.PROPERTY) instanceof Integer id) {
            return id;
        }
        return EngineIsolation.isolates(engine) ? -1 : EngineLoader.id(engine);
    }

    void listen(Consumer<Change> listener) {
        listeners.add(listener);
    }

    void unlisten(Consumer<Change> listener) {
        listeners.remove(listener);
    }

    ConfigurationSource configurationSource(String name) {
        return named(ConfigurationSource.class, ConfigurationSource.PROPERTY, name, Set.of());
    }

    TransportFactory transport(String name) {
        return transport(name, Set.of());
    }

    TransportFactory transport(String name, Set<?> without) {
        return named(TransportFactory.class, TransportFactory.PROPERTY, name, without);
    }

    /** @return the names of all transports that are offered, ascending */
    SortedSet<String> transportNames() {
        SortedSet<String> names = new TreeSet<>();
        for (Plugin p : present) {
            if (p.factory() instanceof TransportFactory) {
                Object value = p.properties().get(TransportFactory.PROPERTY);
                if (value instanceof String[] all) {
                    names.addAll(List.of(all));
                } else if (value != null) {
                    names.add(value.toString());
                }
            }
        }
        return names;
    }

    /**
     * @param provider the wanted provider, or null
     * @param settings what it has to be able to do
     * @return the crypto factory, the JDK's first when none is wanted; null when no one can do it
     */
    CryptoFactory crypto(String provider, CryptoSettings settings) {
        return crypto(provider, settings, Set.of());
    }

    CryptoFactory crypto(String provider, CryptoSettings settings, Set<?> without) {
        CryptoFactory found = null;
        for (Plugin p : present) {
            if (p.factory() instanceof CryptoFactory c && !without.contains(c) && c.supports(settings)) {
                Object name = p.properties().get(CryptoFactory.PROPERTY);
                if (provider != null ? provider.equals(name) : "jdk".equals(name)) {
                    return c;
                }
                found = provider == null && found == null ? c : found;
            }
        }
        return found;
    }

    List<ServiceEngineFactory> engines() {
        return present.stream().map(Plugin::factory).filter(ServiceEngineFactory.class::isInstance)
                .map(ServiceEngineFactory.class::cast).toList();
    }

    IpcServerFactory ipc() {
        return first(IpcServerFactory.class);
    }

    LogSinkFactory log() {
        return first(LogSinkFactory.class);
    }

    private <T> T first(Class<T> type) {
        for (Plugin p : present) {
            if (type.isInstance(p.factory())) {
                return type.cast(p.factory());
            }
        }
        return null;
    }

    private <T> T named(Class<T> type, String property, String name, Set<?> without) {
        for (Plugin p : present) {
            if (type.isInstance(p.factory()) && !without.contains(p.factory())
                    && has(p.properties().get(property), name)) {
                return type.cast(p.factory());
            }
        }
        return null;
    }

    private static boolean has(Object value, String name) {
        if (value instanceof String[] all) {
            return List.of(all).contains(name);
        }
        return name.equals(value);
    }
}
