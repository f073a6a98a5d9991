package org.choros.node;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * The thread of one engine, in a group of its own, by which the threads that the engine starts are known. A daemon: an
 * engine that does not end holds nobody. Safe for all threads.
 */
final class EngineThread {
    private static final int FRAMES_MAX = 8;
    private static final int OTHERS_MAX = 64;

    private final ThreadGroup group;
    private final Thread thread;
    private final BooleanSupplier begin;
    private final BooleanSupplier step;
    private final Runnable last;
    private volatile boolean ending;

    /**
     * @param name the thread's name
     * @param begin what it does first; false when that is all
     * @param step what it does again and again until it answers false, and again when it is woken; does not throw
     * @param last what it does last
     */
    EngineThread(String name, BooleanSupplier begin, BooleanSupplier step, Runnable last) {
        this.begin = begin;
        this.step = step;
        this.last = last;
        group = new ThreadGroup(name);
        thread = new Thread(group, this::run, name);
        thread.setDaemon(true);
        thread.setPriority(Thread.NORM_PRIORITY);
    }

    private void run() {
        try {
            boolean goes = begin.getAsBoolean();
            while (goes && !ending) {
                if (!step.getAsBoolean() && !ending) {
                    LockSupport.park(this);
                    // an engine may have set it; it would keep us from waiting
                    Thread.interrupted();
                }
            }
        } finally {
            ending = true;
            last.run();
        }
    }

    void start() {
        thread.start();
    }

    /** Says who its engine is, as soon as that is known. */
    void name(String name) {
        thread.setName(name);
    }

    String name() {
        return thread.getName();
    }

    void wake() {
        LockSupport.unpark(thread);
    }

    /** It ends behind the step that it is in. */
    void end() {
        ending = true;
        wake();
    }

    boolean isEnding() {
        return ending;
    }

    void interrupt() {
        ending = true;
        thread.interrupt();
    }

    boolean isAlive() {
        return thread.isAlive();
    }

    /** Where it stands, the innermost calls first. */
    String where() {
        StringBuilder text = new StringBuilder();
        StackTraceElement[] frames = thread.getStackTrace();
        for (int i = 0; i < Math.min(frames.length, FRAMES_MAX); i++) {
            text.append(i == 0 ? "" : " <- ").append(frames[i]);
        }
        return text.length() == 0 ? "nowhere" : text.toString();
    }

    /** The names of the threads that were started by it and their like, and that run. */
    List<String> others() {
        Thread[] found = new Thread[OTHERS_MAX];
        int n = group.enumerate(found);
        List<String> names = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            if (found[i] != thread) {
                names.add(found[i].getName());
            }
        }
        return names;
    }

    /** Bytes that it has allocated so far, 0 when the JVM does not tell. */
    long allocatedBytes() {
        return Allocation.ofThread(thread.getId());
    }
}
