package org.choros.engine.amf.run;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The declarations of whoever tracks them at the moment. When that goes (with the framework, or with all that its
 * components do) no bundle has taken anything back: what was known stays until another one comes.
 */
final class BoundGroups implements BundleGroups {
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();
    private BundleGroups now;
    private Runnable deaf = () -> {
    };
    private volatile SortedMap<String, SortedMap<String, String>> groups = Collections.emptySortedMap();

    /** Hears of one who tracks them. */
    private final class Ear implements Listener {
        private final BundleGroups from;

        Ear(BundleGroups from) {
            this.from = from;
        }

        @Override
        public void changed() {
            follow(from);
        }

        @Override
        public void refused(String text) {
            listeners.forEach(l -> l.refused(text));
        }
    }

    private void follow(BundleGroups from) {
        synchronized (this) {
            if (from != now || groups.equals(from.groups())) {
                return;
            }
            groups = from.groups();
        }
        listeners.forEach(Listener::changed);
    }

    void bind(BundleGroups there) {
        synchronized (this) {
            deaf.run();
            now = there;
            deaf = there.listen(new Ear(there));
        }
        follow(there);
    }

    void unbind(BundleGroups gone) {
        synchronized (this) {
            if (now == gone) {
                deaf.run();
                now = null;
            }
        }
    }

    @Override
    public SortedMap<String, SortedMap<String, String>> groups() {
        return groups;
    }

    @Override
    public Runnable listen(Listener listener) {
        BundleGroups tracker;
        synchronized (this) {
            listeners.add(listener);
            tracker = now;
        }
        if (tracker != null) {
            // only for what was refused before
            tracker.listen(listener).run();
        }
        return () -> listeners.remove(listener);
    }
}
