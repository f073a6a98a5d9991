package org.choros.engine.amf.run;

import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;

import org.choros.availability.GroupDeclaration;
import org.choros.availability.GroupDefinition;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/**
 * Groups are declared by the services {@link GroupDeclaration} of the framework. Each is asked when it comes and when
 * its properties change, on the thread that does that, and what it has said counts until it goes; but one that goes
 * because the framework ends is kept, as that is no wish of its bundle's.
 */
@Component(service = BundleGroups.class)
public final class ServiceGroups implements BundleGroups {
    /** As many services. */
    static final int MAX = 256;

    private final BooleanSupplier ending;
    // guarded by this
    private final Map<Long, Entry> there = new HashMap<>();
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();
    private volatile SortedMap<String, SortedMap<String, String>> groups = Collections.emptySortedMap();

    /** A service: the last time that it was asked, where it stands, what it has said, and what was wrong with that. */
    private static final class Entry {
        private long asked;
        private Place place;
        private GroupDefinition said;
        private String wrong;
    }

    /** @param context ours */
    @Activate
    public ServiceGroups(BundleContext context) {
        this(() -> context.getBundle(Constants.SYSTEM_BUNDLE_ID).getState() == Bundle.STOPPING);
    }

    /** @param ending whether the framework ends */
    ServiceGroups(BooleanSupplier ending) {
        this.ending = ending;
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void addDeclaration(GroupDeclaration service, Map<String, Object> properties) {
        Place place = Place.of(properties);
        Entry entry = null;
        synchronized (this) {
            if (there.size() < MAX) {
                entry = new Entry();
                there.put(place.id(), entry);
            }
        }
        if (entry == null) {
            String text = what(service, place) + " is not asked: there are " + MAX + " already";
            listeners.forEach(l -> l.refused(text));
        } else {
            ask(service, entry, place);
        }
    }

    void updatedDeclaration(GroupDeclaration service, Map<String, Object> properties) {
        Place place = Place.of(properties);
        Entry entry;
        synchronized (this) {
            entry = there.get(place.id());
        }
        if (entry == null) {
            addDeclaration(service, properties);
        } else {
            ask(service, entry, place);
        }
    }

    void removeDeclaration(GroupDeclaration service, Map<String, Object> properties) {
        if (ending.getAsBoolean()) {
            return;
        }
        boolean changed;
        synchronized (this) {
            there.remove(Place.of(properties).id());
            changed = again();
        }
        if (changed) {
            listeners.forEach(Listener::changed);
        }
    }

    private static String what(GroupDeclaration service, Place place) {
        return "The service " + place.id() + " that declares a group (" + service.getClass().getName() + ")";
    }

    /** It may take its time, and may be asked by two threads: what it was asked last counts. */
    private void ask(GroupDeclaration service, Entry entry, Place place) {
        long turn;
        synchronized (this) {
            turn = ++entry.asked;
        }
        GroupDefinition said = null;
        String wrong = null;
        try {
            said = service.group();
            if (said == null) {
                wrong = what(service, place) + " declares nothing";
            }
        } catch (Exception | LinkageError | StackOverflowError e) {
            wrong = what(service, place) + " fails: " + (e.getMessage() == null ? e.toString() : e.getMessage());
        }
        boolean changed = false;
        synchronized (this) {
            if (entry.asked == turn) {
                entry.place = place;
                entry.wrong = wrong;
                // who fails once has said before what is wanted, or nothing
                entry.said = said == null ? entry.said : said;
                changed = again();
            }
        }
        if (wrong != null) {
            String text = wrong;
            listeners.forEach(l -> l.refused(text));
        }
        if (changed) {
            listeners.forEach(Listener::changed);
        }
    }

    /** Makes the snapshot anew where it is another one. */
    private boolean again() {
        SortedMap<Place, GroupDefinition> ordered = new TreeMap<>();
        for (Entry e : there.values()) {
            if (e.said != null) {
                ordered.put(e.place, e.said);
            }
        }
        SortedMap<String, SortedMap<String, String>> now = new TreeMap<>();
        ordered.values().forEach(g -> now.putIfAbsent(g.name(), g.keys()));
        if (now.equals(groups)) {
            return false;
        }
        groups = Collections.unmodifiableSortedMap(now);
        return true;
    }

    @Override
    public SortedMap<String, SortedMap<String, String>> groups() {
        return groups;
    }

    @Override
    public Runnable listen(Listener listener) {
        synchronized (this) {
            there.values().stream().filter(e -> e.wrong != null).forEach(e -> listener.refused(e.wrong));
            listeners.add(listener);
        }
        return () -> listeners.remove(listener);
    }
}
