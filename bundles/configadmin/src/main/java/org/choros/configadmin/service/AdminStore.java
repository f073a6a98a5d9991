package org.choros.configadmin.service;

import java.io.IOException;
import java.util.Collections;
import java.util.Dictionary;
import java.util.HashMap;
import java.util.Hashtable;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

import org.choros.configadmin.core.Content;
import org.choros.configadmin.core.Names;
import org.choros.configadmin.core.Selection;
import org.osgi.framework.Constants;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;

/**
 * The configurations of a ConfigAdmin. What belongs to the container, such as the name of its file, is not read, and
 * stays when something is written.
 */
final class AdminStore implements ConfigStore {
    private static final String FILE = "felix.fileinstall.filename";
    /** Whoever wants it may have it. */
    private static final String ANYBODY = "?";

    private final ConfigurationAdmin admin;
    private final Selection selection;
    private final Map<String, String> names = new HashMap<>();
    private final Map<String, TreeSet<String>> pids = new HashMap<>();

    AdminStore(ConfigurationAdmin admin, Selection selection) {
        this.admin = admin;
        this.selection = selection;
    }

    @Override
    public boolean has(String name) {
        return selection.has(name);
    }

    private Configuration[] list(String filter) throws IOException {
        try {
            Configuration[] found = admin.listConfigurations(filter);
            return found == null ? new Configuration[0] : found;
        } catch (InvalidSyntaxException e) {
            throw new IOException(e);
        }
    }

    /** Null when there is none. */
    private Configuration find(String pid) throws IOException {
        String escaped = pid.replaceAll("([\\\\*()])", "\\\\$1");
        Configuration[] found = list("(" + Constants.SERVICE_PID + "=" + escaped + ")");
        return found.length == 0 ? null : found[0];
    }

    /** Null when it has just been deleted. */
    private static String name(Configuration configuration) {
        try {
            Dictionary<String, Object> properties = configuration.getProperties();
            return Names.of(configuration.getPid(), configuration.getFactoryPid(),
                    properties != null && properties.get(FILE) instanceof String file ? file : null);
        } catch (IllegalStateException e) {
            return null;
        }
    }

    private void put(String pid, String name) {
        remove(pid);
        names.put(pid, name);
        pids.computeIfAbsent(name, n -> new TreeSet<>()).add(pid);
    }

    private String remove(String pid) {
        String name = names.remove(pid);
        if (name != null) {
            pids.get(name).remove(pid);
            pids.computeIfPresent(name, (n, left) -> left.isEmpty() ? null : left);
        }
        return name;
    }

    @Override
    public Set<String> scan() throws IOException {
        // what is not listed any more remains: the event of its deletion is to come
        for (Configuration each : list(null)) {
            String name = name(each);
            if (name != null) {
                put(each.getPid(), name);
            }
        }
        Set<String> found = new TreeSet<>(pids.keySet());
        found.removeIf(name -> !has(name));
        return found;
    }

    @Override
    public Change event(String pid, boolean deleted) throws IOException {
        Configuration now = find(pid);
        String name = now == null ? null : name(now);
        if (name == null) {
            if (!deleted) {
                // the event of its deletion is to come
                return null;
            }
            String gone = remove(pid);
            return gone == null || !has(gone) ? null : new Change(gone, !pids.containsKey(gone));
        }
        put(pid, name);
        if (!has(name)) {
            return null;
        }
        if (pids.get(name).size() > 1 && !pid.equals(name) && pids.get(name).contains(name)) {
            // it has come as a file, too: that one stays, or the file would make it again and again
            Configuration made = find(name);
            if (made != null && made.getProperties().get(FILE) == null) {
                remove(name);
                made.delete();
            }
        }
        return new Change(name, false);
    }

    @Override
    public Content read(String name) throws IOException {
        Configuration found = owner(name);
        if (found == null && pids.containsKey(name)) {
            throw new VanishingException();
        }
        Dictionary<String, Object> properties;
        try {
            properties = found == null ? null : found.getProperties();
        } catch (IllegalStateException e) {
            throw new VanishingException();
        }
        if (properties == null) {
            return null;
        }
        SortedMap<String, Object> said = new TreeMap<>();
        for (String key : Collections.list(properties.keys())) {
            if (!selection.local(key)) {
                said.put(key, properties.get(key));
            }
        }
        return Content.of(said);
    }

    private Configuration owner(String name) throws IOException {
        TreeSet<String> known = pids.get(name);
        return known == null ? null : find(known.first());
    }

    @Override
    public void write(String name, Content content) throws IOException {
        Configuration configuration = owner(name);
        if (configuration == null) {
            String factory = Names.factory(name);
            configuration = factory == null
                    ? admin.getConfiguration(name, ANYBODY)
                    : admin.getFactoryConfiguration(factory, Names.within(name), ANYBODY);
        }
        Dictionary<String, Object> properties = new Hashtable<>(content.properties());
        Dictionary<String, Object> before = configuration.getProperties();
        for (String key : before == null ? Collections.<String>emptyList() : Collections.list(before.keys())) {
            if (selection.local(key)) {
                properties.put(key, before.get(key));
            }
        }
        configuration.updateIfDifferent(properties);
        put(configuration.getPid(), name);
    }

    @Override
    public void delete(String name) throws IOException {
        for (String pid : Set.copyOf(pids.getOrDefault(name, new TreeSet<>()))) {
            Configuration found = find(pid);
            remove(pid);
            if (found != null) {
                found.delete();
            }
        }
    }
}
