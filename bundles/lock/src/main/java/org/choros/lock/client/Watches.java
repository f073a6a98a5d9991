package org.choros.lock.client;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;

import org.choros.base.ChorosException;
import org.choros.base.CsError;
import org.choros.base.Tracking;
import org.choros.client.ServiceClient;
import org.choros.engine.lock.ipc.LockReply;
import org.choros.engine.lock.ipc.LockRequest;
import org.choros.lock.HolderListener;
import org.choros.lock.LockHolder;
import org.choros.lock.Locks;
import org.choros.wire.ipc.IpcError;
import org.choros.wire.ipc.IpcMessage;

/** Watched locks: one watch at the node for all listeners of a lock, made again on every connection. */
final class Watches {
    /** One lock. */
    private static final class Watched {
        private final List<Watch> listeners = new ArrayList<>();
        private volatile LockHolder now;

        void is(LockHolder holder) {
            now = holder;
            listeners.forEach(w -> w.teller.signal());
        }
    }

    /** One listener. */
    private final class Watch implements Tracking {
        private final String name;
        private final Watched lock;
        private final HolderListener listener;
        private final Teller teller = new Teller(pool, this::tell);
        private volatile boolean over;
        private LockHolder told;

        Watch(String name, Watched lock, HolderListener listener) {
            this.name = name;
            this.lock = lock;
            this.listener = listener;
        }

        private void tell() {
            LockHolder now = lock.now;
            if (!over && now != null && !now.equals(told)) {
                told = now;
                listener.changed(now);
            }
        }

        @Override
        public void close() throws ChorosException {
            over = true;
            remove(this);
        }
    }

    private final ServiceClient service;
    private final Executor pool;
    // orders what is begun and ended at the node
    private final Object atNode = new Object();
    // guarded by this, and changed with both
    private final Map<String, Watched> locks = new HashMap<>();
    private int count;

    Watches(ServiceClient service, Executor pool) {
        this.service = service;
        this.pool = pool;
    }

    Tracking watch(String name, HolderListener listener) throws ChorosException {
        synchronized (atNode) {
            Watch added;
            boolean first;
            synchronized (this) {
                first = !locks.containsKey(name);
                if (count >= Locks.LISTENERS_MAX || first && locks.size() >= Locks.WATCHED_MAX) {
                    throw new ChorosException(CsError.NO_RESOURCES, "watch " + Text.fromWire(name));
                }
                Watched lock = locks.computeIfAbsent(name, k -> new Watched());
                added = new Watch(name, lock, listener);
                lock.listeners.add(added);
                count++;
            }
            if (first) {
                begin(added);
            } else {
                added.teller.signal();
            }
            return added;
        }
    }

    /** The event with the present holder comes before the reply. */
    private void begin(Watch first) throws ChorosException {
        boolean done = false;
        try {
            watchAtNode(first.name);
            done = true;
        } finally {
            if (!done) {
                forget(first);
            }
        }
    }

    private void watchAtNode(String name) throws ChorosException {
        try {
            service.call(new LockRequest.Watch(name));
        } catch (ChorosException e) {
            if (e.error() != CsError.EXIST) {
                throw e;
            }
            // one that was ended while all were made again: without another one nobody would be told the holder
            service.call(new LockRequest.Unwatch(name));
            service.call(new LockRequest.Watch(name));
        }
    }

    private synchronized boolean forget(Watch watch) {
        if (!watch.lock.listeners.remove(watch)) {
            return false;
        }
        count--;
        return watch.lock.listeners.isEmpty() && locks.remove(watch.name, watch.lock);
    }

    private void remove(Watch watch) throws ChorosException {
        synchronized (atNode) {
            if (forget(watch) && service.connected()) {
                service.call(new LockRequest.Unwatch(watch.name));
            }
        }
    }

    void event(ByteBuffer message) {
        LockReply.Holder holder = LockReply.Holder.decode(message);
        if (holder == null) {
            return;
        }
        synchronized (this) {
            Watched lock = locks.get(holder.name());
            if (lock != null) {
                lock.is(holder(holder));
            }
        }
    }

    private static LockHolder holder(LockReply.Holder h) {
        LockHolder.State state = switch (h.state()) {
            case LockReply.FREE -> LockHolder.State.FREE;
            case LockReply.HELD -> LockHolder.State.HELD;
            default -> LockHolder.State.UNKNOWN;
        };
        return new LockHolder(Text.fromWire(h.name()), state, h.nodeId(), h.pid(), h.token(), Text.fromWire(h.data()));
    }

    /** The connection is gone: nobody knows anything. */
    synchronized void lost() {
        locks.forEach((name, lock) -> lock.is(LockHolder.unknown(Text.fromWire(name))));
    }

    /** It was made again. Takes no part in the order at the node: who is waiting there may be waiting for us. */
    void reconnected() throws ChorosException {
        List<String> names;
        synchronized (this) {
            names = List.copyOf(locks.keySet());
        }
        for (String name : names) {
            int error = IpcMessage.errorOf(service.ask(new LockRequest.Watch(name)));
            // somebody may have begun it on this connection already
            if (error != IpcError.OK && error != IpcError.EXIST) {
                throw new ChorosException(CsError.of(error), "watch " + Text.fromWire(name));
            }
        }
    }

    /** Nobody hears any more. */
    synchronized void close() {
        locks.values().forEach(lock -> lock.listeners.forEach(w -> w.over = true));
        locks.clear();
        count = 0;
    }
}
