package org.choros.engine.cmap;

import java.nio.ByteBuffer;
import java.util.List;

import org.choros.spi.cmap.IcMap;
import org.choros.spi.cmap.MapValue;
import org.choros.spi.cmap.MemberKeys;
import org.choros.spi.cmap.ValueType;
import org.choros.spi.engine.EngineContext;
import org.choros.spi.engine.Membership;
import org.choros.spi.engine.NodeControl;
import org.choros.spi.engine.ServiceEngine;
import org.choros.spi.log.LogLevel;
import org.choros.wire.exec.CmapMcast;

/**
 * Tells the others the version of our configuration, and stops the node when, at its first meeting with others, theirs
 * is higher: it has been away while the configuration changed.
 */
final class ConfigVersion {
    private static final String KEY = "totem.config_version";
    private static final long RETRY_NS = 10_000_000;

    private final EngineContext context;
    private final IcMap map;
    private IcMap.Tracking tracking;
    private long mine;
    private long highest;
    private boolean told;
    private boolean alone = true;
    private boolean firstRing = true;
    private boolean compared;
    private boolean owed;
    private long retryNs = ServiceEngine.NO_DEADLINE;
    private long malformed;

    ConfigVersion(EngineContext context) {
        this.context = context;
        this.map = context.map();
    }

    void start() {
        tracking = map.track(KEY, IcMap.ADD | IcMap.MODIFY | IcMap.DELETE, (event, key, value, old) -> {
            mine = read();
            owed = !send(CmapMcast.NEW_CONFIG_VERSION);
            retryNs = owed ? 0 : ServiceEngine.NO_DEADLINE;
        });
        mine = read();
    }

    void stop() {
        if (tracking != null) {
            tracking.close();
        }
    }

    private long read() {
        return map.getExact(KEY, ValueType.UINT64, 0);
    }

    private boolean send(int reason) {
        CmapMcast.Item item = new CmapMcast.Item(KEY, ValueType.UINT64.code(), MapValue.u64(mine).bytes());
        MapValue present = map.get(KEY);
        if (present == null) {
            item = new CmapMcast.Item(KEY, 0, new byte[0]);
        } else if (present.type() != ValueType.UINT64) {
            item = new CmapMcast.Item(KEY, present.type().code(), present.bytes());
        }
        return context.multicast(new CmapMcast(reason, List.of(item)).encode());
    }

    void onMessage(int sender, ByteBuffer message) {
        CmapMcast told = CmapMcast.decode(message);
        if (told == null) {
            malformed++;
            // one line each time the number doubles: a broken sender cannot fill the log
            if (Long.bitCount(malformed) == 1) {
                context.log(LogLevel.WARNING, "CMAP", "Discarding malformed message from node "
                        + Integer.toUnsignedString(sender) + " (" + malformed + " so far)");
            }
            return;
        }
        for (CmapMcast.Item item : told.items()) {
            if (item.key().equals(KEY)) {
                onVersion(sender, item);
            }
        }
    }

    private void onVersion(int sender, CmapMcast.Item item) {
        long version = 0;
        if (item.type() == ValueType.UINT64.code() && item.value().length == ValueType.UINT64.size()) {
            version = MapValue.of(ValueType.UINT64, item.value()).asLong();
        }
        if (sender != context.localNodeId() && Long.compareUnsigned(version, highest) > 0) {
            highest = version;
        }
        map.put(MemberKeys.prefix(context.dialect(), sender) + "config_version", MapValue.u64(version));
    }

    void syncInit(Membership change) {
        mine = read();
        highest = mine;
        told = false;
        // The first ring of a process has nobody who came along, or, by another count, only itself.
        alone = change.transitional().length == 0 || firstRing && change.members().length == 1;
        firstRing = false;
    }

    boolean syncProcess() {
        told = told || send(CmapMcast.SYNC);
        return told;
    }

    void syncActivate() {
        if (alone || compared) {
            return;
        }
        compared = true;
        if (mine == 0 || highest == 0 || highest == mine) {
            return;
        }
        context.log(LogLevel.ERROR, "CMAP", "Received config version (" + Long.toUnsignedString(highest)
                + ") is different than my config version (" + Long.toUnsignedString(mine) + ")! Exiting");
        context.ability(NodeControl.class).ifPresent(NodeControl::shutdown);
    }

    long nextDeadlineNs() {
        return retryNs;
    }

    void onDeadline(long nowNs) {
        if (retryNs <= nowNs) {
            owed = owed && !send(CmapMcast.NEW_CONFIG_VERSION);
            retryNs = owed ? nowNs + RETRY_NS : ServiceEngine.NO_DEADLINE;
        }
    }
}
