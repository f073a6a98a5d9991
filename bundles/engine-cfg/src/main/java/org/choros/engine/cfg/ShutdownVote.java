package org.choros.engine.cfg;

import java.util.LinkedHashMap;
import java.util.Map;

import org.choros.spi.cmap.IcMap;
import org.choros.spi.cmap.ValueType;
import org.choros.spi.engine.ClientSession;
import org.choros.spi.engine.ServiceEngine;
import org.choros.wire.ipc.BareReply;
import org.choros.wire.ipc.CfgReply;
import org.choros.wire.ipc.CfgRequest;
import org.choros.wire.ipc.IpcError;

/**
 * The decision whether this node may shut down: every client that tracks is asked, and one that is silent or gone does
 * not hold it up for ever.
 *
 * <pre>
 * idle --request, nobody to ask or immediate--&gt; granted
 * idle --request--&gt; asking --all have answered, or the time is over--&gt; granted | refused --&gt; idle
 * asking --the requester goes--&gt; idle
 * </pre>
 */
final class ShutdownVote {
    private static final long TIMEOUT_MS = 5000;
    private static final long NS_PER_MS = 1_000_000;

    private final IcMap map;
    private final Runnable shutdown;
    private final Map<ClientSession, Answer> trackers = new LinkedHashMap<>();
    private ClientSession requester;
    private int flags;
    private long deadlineNs = ServiceEngine.NO_DEADLINE;

    private enum Answer {
        NOT_ASKED, ASKED, YES, NO
    }

    /**
     * @param map has {@code cfg.shutdown_timeout}
     * @param shutdown tells all nodes that this one goes
     */
    ShutdownVote(IcMap map, Runnable shutdown) {
        this.map = map;
        this.shutdown = shutdown;
    }

    long nextDeadlineNs() {
        return deadlineNs;
    }

    /** A client wants the node to stop; it is answered now or when the vote is over. Any other flag is a request. */
    void request(ClientSession session, int wanted, long nowNs) {
        if (wanted == CfgRequest.SHUTDOWN_IMMEDIATE) {
            shutdown.run();
            answer(session, IpcError.OK);
            return;
        }
        if (requester != null) {
            answer(session, IpcError.EXIST);
            return;
        }
        requester = session;
        flags = wanted;
        trackers.replaceAll((tracker, answer) -> Answer.NOT_ASKED);
        for (ClientSession tracker : trackers.keySet().toArray(new ClientSession[0])) {
            ask(tracker);
        }
        deadlineNs = nowNs + map.getExact("cfg.shutdown_timeout", ValueType.UINT32, TIMEOUT_MS) * NS_PER_MS;
        decide(false);
    }

    private void ask(ClientSession tracker) {
        if (tracker != requester) {
            trackers.put(tracker, Answer.ASKED);
            tracker.event(new CfgReply.TestShutdown(IpcError.OK, flags).encode());
        }
    }

    /**
     * A client answers.
     *
     * @param session the client
     * @param yes whether the node may stop
     * @return the error for its reply
     */
    int reply(ClientSession session, boolean yes) {
        Answer before = trackers.getOrDefault(session, Answer.NOT_ASKED);
        if (requester == null || before == Answer.NOT_ASKED) {
            return IpcError.ACCESS;
        }
        if (before == Answer.ASKED) {
            trackers.put(session, yes ? Answer.YES : Answer.NO);
        }
        return IpcError.OK;
    }

    void track(ClientSession session) {
        if (trackers.putIfAbsent(session, Answer.NOT_ASKED) == null && requester != null) {
            ask(session);
        }
    }

    /** A client stops tracking, which means that it does not mind. */
    void untrack(ClientSession session) {
        trackers.remove(session);
        decide(false);
    }

    /** A client is gone. */
    void forget(ClientSession session) {
        if (requester == session) {
            end();
        }
        untrack(session);
    }

    void onDeadline(long nowNs) {
        if (deadlineNs <= nowNs) {
            // nobody is told but who asked: libcfg would take a word to the others for a question
            decide(true);
        }
    }

    /** Ends the vote if everybody has answered, or if the silent ones count as against it. */
    void decide(boolean timeIsOver) {
        if (requester == null || !timeIsOver && trackers.containsValue(Answer.ASKED)) {
            return;
        }
        boolean against = trackers.containsValue(Answer.NO) || trackers.containsValue(Answer.ASKED);
        boolean granted = flags == CfgRequest.SHUTDOWN_REGARDLESS || !against;
        ClientSession session = requester;
        end();
        answer(session, granted ? IpcError.OK : IpcError.BUSY);
        if (granted) {
            shutdown.run();
        }
    }

    private void end() {
        requester = null;
        deadlineNs = ServiceEngine.NO_DEADLINE;
    }

    private static void answer(ClientSession session, int error) {
        session.respond(new BareReply(CfgReply.TRY_SHUTDOWN, error).encode());
    }
}
