package org.choros.engine.amf.run;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;

/** The beans of whoever has them at the moment, for one owner. */
final class BoundBeans {
    private final Map<Object, View> views = new ConcurrentHashMap<>();
    private volatile Beans now = Beans.NONE;

    /** What one owner sees. */
    private final class View implements Beans {
        private final Object owner;
        private final List<BiConsumer<String, String>> listeners = new CopyOnWriteArrayList<>();

        View(Object owner) {
            this.owner = owner;
        }

        void bound() {
            // it ends with them
            now.of(owner).onGone((name, workload) -> listeners.forEach(l -> l.accept(name, workload)));
        }

        @Override
        public Bean find(String name) {
            return now.of(owner).find(name);
        }

        @Override
        public Runnable onGone(BiConsumer<String, String> gone) {
            listeners.add(gone);
            return () -> {
                listeners.remove(gone);
                views.remove(owner);
            };
        }
    }

    /** The beans for an owner, until he hears no more of those that go. */
    synchronized Beans of(Object owner) {
        View view = new View(owner);
        views.put(owner, view);
        view.bound();
        return view;
    }

    synchronized void bind(Beans there) {
        now = there;
        views.values().forEach(View::bound);
    }

    synchronized void unbind(Beans gone) {
        if (now == gone) {
            now = Beans.NONE;
        }
    }
}
