package org.choros.engine.cmap;

import java.nio.ByteBuffer;

import org.choros.spi.cmap.StatsMap;
import org.choros.spi.engine.ClientSession;
import org.choros.spi.engine.EngineContext;
import org.choros.spi.engine.Membership;
import org.choros.spi.engine.ServiceEngine;

/** Lets clients read, change and watch the map and the statistics, and compares configuration versions of nodes. */
final class CmapEngine implements ServiceEngine {
    private static final int DIALECT_3 = 3;
    private static final int REQUESTS = 10;

    private final EngineContext context;
    private final ConfigVersion version;
    private final CmapRequests requests;

    CmapEngine(EngineContext context) {
        this.context = context;
        this.version = new ConfigVersion(context);
        this.requests = new CmapRequests(context.map(), context.ability(StatsMap.class).orElseGet(StatsMap::new),
                context.dialect() == DIALECT_3);
    }

    @Override
    public void start(long nowNs) {
        ReadOnlyKeys.protect(context.map(), context.dialect());
        version.start();
    }

    @Override
    public void stop(long nowNs) {
        version.stop();
    }

    @Override
    public void onMessage(int function, int sender, ByteBuffer message, long nowNs) {
        version.onMessage(sender, message);
    }

    @Override
    public void syncInit(Membership change, long nowNs) {
        version.syncInit(change);
    }

    @Override
    public boolean syncProcess(long nowNs) {
        return version.syncProcess();
    }

    @Override
    public void syncActivate(long nowNs) {
        version.syncActivate();
    }

    @Override
    public int requests() {
        return REQUESTS;
    }

    @Override
    public void onRequest(ClientSession session, int request, ByteBuffer message, long nowNs) {
        requests.on(session, request, message, nowNs);
    }

    @Override
    public void onDisconnect(ClientSession session, long nowNs) {
        requests.forget(session);
    }

    @Override
    public long nextDeadlineNs() {
        return Math.min(requests.nextPollNs(), version.nextDeadlineNs());
    }

    @Override
    public void onDeadline(long nowNs) {
        requests.poll(nowNs);
        version.onDeadline(nowNs);
    }
}
