package org.choros.lock.client;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

import org.choros.base.ChorosException;
import org.choros.base.CsError;
import org.choros.client.ServiceClient;
import org.choros.engine.lock.ipc.LockReply;
import org.choros.engine.lock.ipc.LockRequest;
import org.choros.lock.LossReason;
import org.choros.wire.ipc.IpcMessage;

/**
 * What one client has asked for and not given back, by the numbers that the node has given. An event may overtake the
 * reply that has its number: it is kept until nobody is asking any more.
 */
final class Requests {
    /** A few events for each that can be asked for; past that they are of requests that nobody wants any more. */
    private static final int EARLY_MAX = 4_096;
    private static final long RETRY_MS = 50;

    private final ServiceClient service;
    private final Executor pool;
    private final Map<Long, LockHandle> byNumber = new HashMap<>();
    private final List<LockReply> early = new ArrayList<>();
    private int asking;
    /** How often the connection was lost. */
    private long losses;
    private boolean closed;

    Requests(ServiceClient service, Executor pool) {
        this.service = service;
        this.pool = pool;
    }

    ServiceClient service() {
        return service;
    }

    Executor pool() {
        return pool;
    }

    /** Asks for a lock; from then on the handle hears what becomes of it. */
    void ask(LockHandle handle) throws ChorosException {
        long before = begin();
        try {
            LockReply.Accepted reply = LockReply.Accepted.decode(service.call(handle.request()));
            if (reply == null) {
                throw new ChorosException(CsError.LIBRARY, handle.name() + ": malformed reply");
            }
            if (!admit(handle, reply.request(), before)) {
                // it may have been asked for before or after that: then nobody is to wait for it
                giveBack(reply.request());
                throw new ChorosException(CsError.LIBRARY, handle.name() + ": the node has gone meanwhile");
            }
        } finally {
            end();
        }
        handle.follow();
    }

    private synchronized long begin() throws ChorosException {
        if (closed) {
            throw new ChorosException(CsError.BAD_HANDLE, "locks are closed");
        }
        asking++;
        return losses;
    }

    private synchronized boolean admit(LockHandle handle, long number, long before) {
        if (closed || losses != before) {
            return false;
        }
        handle.asked(number);
        byNumber.put(number, handle);
        for (Iterator<LockReply> i = early.iterator(); i.hasNext();) {
            LockReply event = i.next();
            if (number(event) == number) {
                i.remove();
                apply(handle, event);
            }
        }
        return true;
    }

    private void end() {
        List<LockReply> nobodys = List.of();
        synchronized (this) {
            asking--;
            if (asking == 0) {
                nobodys = List.copyOf(early);
                early.clear();
            }
        }
        nobodys.forEach(this::unwanted);
    }

    void event(ByteBuffer message) {
        LockReply event = switch (IpcMessage.idOf(message)) {
            case LockReply.Granted.ID -> LockReply.Granted.decode(message);
            case LockReply.Lost.ID -> LockReply.Lost.decode(message);
            case LockReply.Refused.ID -> LockReply.Refused.decode(message);
            default -> null;
        };
        if (event == null) {
            return;
        }
        synchronized (this) {
            LockHandle handle = byNumber.get(number(event));
            if (handle != null) {
                apply(handle, event);
                return;
            }
            if (asking > 0 && early.size() < EARLY_MAX) {
                early.add(event);
                return;
            }
        }
        unwanted(event);
    }

    /** A lock that was granted to a request whose answer nobody has waited for long enough is for the next one. */
    private void unwanted(LockReply event) {
        if (event instanceof LockReply.Granted granted) {
            pool.execute(() -> giveBack(granted.request()));
        }
    }

    private static long number(LockReply event) {
        if (event instanceof LockReply.Granted granted) {
            return granted.request();
        } else if (event instanceof LockReply.Lost lost) {
            return lost.request();
        }
        return ((LockReply.Refused) event).request();
    }

    private void apply(LockHandle handle, LockReply event) {
        if (event instanceof LockReply.Granted granted) {
            handle.granted(granted.token());
            return;
        }
        byNumber.remove(number(event));
        if (event instanceof LockReply.Lost lost) {
            handle.lost(LossReason.of(lost.reason()));
        } else {
            handle.failed(CsError.of(event.error()));
        }
    }

    /** The connection is gone. */
    synchronized void lost() {
        losses++;
        early.clear();
        byNumber.values().forEach(LockHandle::disconnected);
        byNumber.clear();
    }

    /** Under the monitor: a handle was closed. */
    void forget(long number) {
        byNumber.remove(number);
    }

    void giveBack(long number) {
        long since;
        synchronized (this) {
            since = losses;
        }
        giveBack(number, since);
    }

    /** Tells the node, and where that cannot be, again until it is told or has forgotten us anyway. */
    private void giveBack(long number, long since) {
        try {
            service.ask(new LockRequest.Unlock(number));
        } catch (ChorosException e) {
            synchronized (this) {
                if (closed || losses != since || !service.connected()) {
                    return;
                }
            }
            CompletableFuture.delayedExecutor(RETRY_MS, TimeUnit.MILLISECONDS, pool)
                    .execute(() -> giveBack(number, since));
        }
    }

    synchronized void close() {
        closed = true;
        byNumber.values().forEach(LockHandle::ended);
        byNumber.clear();
    }
}
