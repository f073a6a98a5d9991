package org.choros.availability.client;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

import org.choros.availability.AvailabilityChange;
import org.choros.availability.AvailabilityListener;
import org.choros.base.ChorosException;
import org.choros.base.CsError;
import org.choros.base.Tracking;
import org.choros.client.ServiceClient;
import org.choros.engine.amf.ipc.AmfReply;
import org.choros.engine.amf.ipc.AmfRequest;
import org.choros.wire.ipc.IpcError;
import org.choros.wire.ipc.IpcMessage;

/**
 * The listeners of one connection, which watches while there is one. The node tells so many changes at a time and goes
 * on when they were taken, so nothing piles up here.
 */
final class Watches {
    /** Taken so often: well before the node stops. */
    private static final int TAKE = AmfReply.UNTAKEN_MAX / 4;
    private static final int LISTENERS_MAX = 256;

    private final List<Watch> listeners = new CopyOnWriteArrayList<>();
    /** Orders what is begun and ended at the node. */
    private final Object atNode = new Object();
    private ServiceClient service;
    private long taken;

    /** One listener. */
    private final class Watch implements Tracking {
        private final AvailabilityListener listener;

        Watch(AvailabilityListener listener) {
            this.listener = listener;
        }

        @Override
        public void close() throws ChorosException {
            synchronized (atNode) {
                if (listeners.remove(this) && listeners.isEmpty() && service.connected()) {
                    service.ask(new AmfRequest.Unwatch());
                }
            }
        }
    }

    void begin(ServiceClient with) {
        service = with;
    }

    Tracking watch(AvailabilityListener listener) throws ChorosException {
        synchronized (atNode) {
            if (listeners.size() >= LISTENERS_MAX) {
                throw new ChorosException(CsError.NO_RESOURCES, "watch");
            }
            Watch watch = new Watch(listener);
            boolean first = listeners.isEmpty();
            // before the first event comes
            listeners.add(watch);
            try {
                if (first) {
                    atNode();
                }
            } catch (ChorosException e) {
                listeners.remove(watch);
                throw e;
            }
            return watch;
        }
    }

    private void atNode() throws ChorosException {
        int error = IpcMessage.errorOf(service.ask(new AmfRequest.Watch()));
        // one that ended while the connection was made again
        if (error != IpcError.OK && error != IpcError.EXIST) {
            throw new ChorosException(CsError.of(error), "watch");
        }
    }

    /** On the connection's thread. */
    void event(ByteBuffer message) {
        AmfReply.Changed changed = AmfReply.Changed.decode(message);
        if (changed != null) {
            AvailabilityChange change = Statuses.change(changed);
            tell(l -> l.changed(change));
            if (changed.number() - taken >= TAKE || changed.number() < taken) {
                taken(changed.number());
            }
            return;
        }
        AmfReply.Missed missed = AmfReply.Missed.decode(message);
        if (missed != null) {
            tell(AvailabilityListener::missed);
            taken(missed.number());
        }
    }

    private void taken(long number) {
        taken = number;
        try {
            service.ask(new AmfRequest.Taken(number));
        } catch (ChorosException e) {
            // the connection is gone, and is told so; or another thread's call takes its time, and the next is asked
            taken = number - TAKE;
        }
    }

    private void tell(Consumer<AvailabilityListener> what) {
        for (Watch w : listeners) {
            try {
                what.accept(w.listener);
            } catch (RuntimeException | Error e) {
                // a fault of one is not the others'
                Thread thread = Thread.currentThread();
                thread.getUncaughtExceptionHandler().uncaughtException(thread, e);
            }
        }
    }

    void lost() {
        tell(AvailabilityListener::lost);
    }

    /** It was made again. Takes no part in the order at the node: who is waiting there may be waiting for us. */
    void reconnected() throws ChorosException {
        taken = 0;
        if (!listeners.isEmpty()) {
            atNode();
            tell(AvailabilityListener::missed);
        }
    }

    void close() {
        listeners.clear();
    }
}
