package org.choros.engine.amf.run;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;

/** The beans of whoever has them at the moment. */
final class BoundBeans implements Beans {
    private final List<BiConsumer<String, String>> listeners = new CopyOnWriteArrayList<>();
    private volatile Beans now = Beans.NONE;

    void bind(Beans there) {
        now = there;
        // it ends with them
        there.onGone((name, workload) -> listeners.forEach(l -> l.accept(name, workload)));
    }

    void unbind(Beans gone) {
        if (now == gone) {
            now = Beans.NONE;
        }
    }

    @Override
    public Bean find(String name) {
        return now.find(name);
    }

    @Override
    public Runnable onGone(BiConsumer<String, String> gone) {
        listeners.add(gone);
        return () -> listeners.remove(gone);
    }
}
