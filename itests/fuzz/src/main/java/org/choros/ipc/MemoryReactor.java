package org.choros.ipc;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Queue;

/** A ring thread that does nothing by itself: a test turns it and decides what time it is. Level-triggered as epoll. */
final class MemoryReactor implements Reactor {
    /** What can be watched. */
    interface Source {
        boolean isReadable();

        boolean isHungUp();
    }

    private record Timer(long dueMs, long order, Runnable task, boolean[] off) implements Comparable<Timer> {
        @Override
        public int compareTo(Timer other) {
            return dueMs != other.dueMs ? Long.compare(dueMs, other.dueMs) : Long.compare(order, other.order);
        }
    }

    /** One watched descriptor. */
    private final class Watched implements Watch {
        private final int fd;
        private final Source source;
        private final Listener listener;
        private boolean wanted = true;
        private boolean closed;

        Watched(int fd, Source source, Listener listener) {
            this.fd = fd;
            this.source = source;
            this.listener = listener;
        }

        boolean isReady() {
            return !closed && (wanted && source.isReadable() || source.isHungUp());
        }

        void handle() {
            boolean in = source.isReadable();
            if (!closed && wanted && in) {
                listener.readable();
            }
            if (!closed && source.isHungUp() && (!wanted || !in)) {
                listener.hungUp();
            }
        }

        @Override
        public void input(boolean on) {
            wanted = on;
        }

        @Override
        public void close() {
            if (!closed) {
                closed = true;
                watches.remove(fd, this);
            }
        }
    }

    private final Map<Integer, Source> descriptors;
    private final Map<Integer, Watched> watches = new LinkedHashMap<>();
    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private final PriorityQueue<Timer> timers = new PriorityQueue<>();
    private long nowMs;
    private long order;
    private boolean full;

    /**
     * @param descriptors what there is, by descriptor
     */
    MemoryReactor(Map<Integer, Source> descriptors) {
        this.descriptors = descriptors;
    }

    @Override
    public void execute(Runnable task) {
        tasks.add(task);
    }

    @Override
    public Runnable schedule(Runnable task, long delayMs) {
        Timer timer = new Timer(nowMs + delayMs, order++, task, new boolean[1]);
        timers.add(timer);
        return () -> timer.off[0] = true;
    }

    @Override
    public Watch watch(int fd, Watch.Listener listener) throws IOException {
        Source source = descriptors.get(fd);
        if (full || source == null) {
            throw new IOException("epoll_ctl: " + (full ? "no space" : "no descriptor " + fd));
        }
        Watched watch = new Watched(fd, source, listener);
        if (watches.put(fd, watch) != null) {
            throw new IllegalStateException("descriptor " + fd + " is watched twice");
        }
        return watch;
    }

    /** Whether the kernel takes no more watches. */
    void full(boolean on) {
        full = on;
    }

    boolean isFull() {
        return full;
    }

    boolean isWatched(int fd) {
        return watches.containsKey(fd);
    }

    int watches() {
        return watches.size();
    }

    /** Tells each ready descriptor once, then does what was queued; whether there was anything. */
    boolean turn() {
        List<Watched> ready = new ArrayList<>();
        for (Watched watch : watches.values()) {
            if (watch.isReady()) {
                ready.add(watch);
            }
        }
        for (Watched watch : ready) {
            watch.handle();
        }
        int queued = tasks.size();
        for (int i = 0; i < queued; i++) {
            tasks.remove().run();
        }
        return !ready.isEmpty() || queued > 0;
    }

    /** Lets time pass and does what is due. */
    void advance(long ms) {
        long end = nowMs + ms;
        while (!timers.isEmpty() && timers.peek().dueMs <= end) {
            Timer timer = timers.remove();
            nowMs = Math.max(nowMs, timer.dueMs);
            if (!timer.off[0]) {
                timer.task.run();
            }
        }
        nowMs = end;
    }
}
