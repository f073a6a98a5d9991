package org.choros.tools.notifyd;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

import org.choros.base.ChorosException;
import org.choros.base.RingId;
import org.choros.base.Tracking;
import org.choros.client.CMapClient;
import org.choros.client.CfgClient;
import org.choros.client.ChorosClient;
import org.choros.client.Dispatching;
import org.choros.client.QuorumClient;
import org.choros.cmap.CMapEvent;
import org.choros.cmap.CMapEvent.Change;
import org.choros.cmap.CMapKey;
import org.choros.cmap.CMapValue;
import org.choros.cmap.MapKind;
import org.choros.cmap.ValueType;
import org.choros.posix.NameInfo;
import org.choros.posix.Poll;
import org.choros.quorum.QuorumListener;

/**
 * Watches a node, Choros or C, through its map, its statistics and its quorum service, and tells what happens. Works on
 * the thread of its caller. What comes faster than it is told waits in the node, which may drop what is too much.
 */
final class Watch implements MapNotices.LocalNode, MapNotices.Addresses {
    private final ChorosClient client;
    private final String hostName;
    private final boolean resolve;
    private final NoticeSink out;
    private final MapNotices notices;
    private final Map<String, Tracking> links = new HashMap<>();
    private CMapClient map;
    private CMapClient stats;
    private QuorumClient quorum;
    private long localNodeId;
    private boolean quorate;

    /** The node cannot be watched, or not any more; the message is for people. */
    static final class WatchException extends Exception {
        private static final long serialVersionUID = 1L;

        WatchException(String what, ChorosException cause) {
            super(what + ". Error " + cause.error().code(), cause);
        }
    }

    /**
     * @param client how to reach the node
     * @param hostName what this node is called
     * @param resolve whether other nodes are called by the names of their addresses
     * @param out is told
     */
    Watch(ChorosClient client, String hostName, boolean resolve, NoticeSink out) {
        this.client = client;
        this.hostName = hostName;
        this.resolve = resolve;
        this.out = out;
        notices = new MapNotices(this, this, out);
    }

    /** Connects and begins to listen. */
    void begin() throws WatchException {
        String what = "Failed to initialize the cmap API";
        try {
            map = client.cmap(MapKind.ICMAP);
            if (map.find("runtime.config.totem.rrp_problem_count_timeout").isPresent()) {
                track2();
            } else {
                stats = client.cmap(MapKind.STATS);
                track3();
            }
            what = "Failed to initialize the quorum API";
            quorum = client.quorum();
            what = "Failed to initialize the cfg API";
            try (CfgClient cfg = client.cfg()) {
                localNodeId = Integer.toUnsignedLong(cfg.localNodeId());
            }
            what = "Failed to track quorum";
            quorum.track(new QuorumListener() {
                @Override
                public void quorum(boolean now, RingId ringId, int[] view) {
                    quorumIs(now);
                }
            });
        } catch (ChorosException e) {
            throw new WatchException(what, e);
        }
    }

    private void track3() throws ChorosException {
        map.trackPrefix(MapNotices.MEMBERS_3, EnumSet.allOf(Change.class),
                event -> notices.member(event, MapNotices.MEMBERS_3));
        // of the statistics' keys nobody is told but that they come and go, unless a key is named
        EnumSet<Change> comings = EnumSet.of(Change.ADD, Change.DELETE);
        stats.trackPrefix(MapNotices.CONNECTIONS_3, comings, notices::connection3);
        stats.trackPrefix(MapNotices.LINKS, comings, this::linkComesOrGoes);
        for (CMapKey key : stats.keys(MapNotices.LINKS)) {
            trackLink(key.name());
        }
    }

    private void track2() throws ChorosException {
        EnumSet<Change> all = EnumSet.allOf(Change.class);
        map.trackPrefix(MapNotices.MEMBERS_2, all, event -> notices.member(event, MapNotices.MEMBERS_2));
        map.trackPrefix(MapNotices.CONNECTIONS_2, all, notices::connection2);
        map.trackPrefix(MapNotices.RINGS, all, notices::ring);
    }

    private void trackLink(String key) throws ChorosException {
        if (MapNotices.isLink(key) && !links.containsKey(key)) {
            links.put(key, stats.track(key, EnumSet.of(Change.MODIFY), notices::link));
        }
    }

    private void linkComesOrGoes(CMapEvent event) {
        try {
            if (event.change() == Change.ADD) {
                trackLink(event.key());
                return;
            }
            Tracking tracking = links.remove(event.key());
            if (tracking != null) {
                tracking.close();
            }
        } catch (ChorosException e) {
            // the node is gone, as the next look at the connection tells; or it has no room for one more watch, which
            // is a link that is not told of
            return;
        }
    }

    private void quorumIs(boolean now) {
        if (now != quorate) {
            quorate = now;
            out.tell(new Notice.Quorum(hostName, localNodeId, now));
        }
    }

    /** Tells what happens until the node is gone. */
    void watch() throws WatchException, IOException {
        Poll poll = new Poll(3);
        while (true) {
            watch(poll, 0, map);
            watch(poll, 1, stats);
            watch(poll, 2, quorum);
            poll.await(-1);
            dispatch(poll, 0, map, "cmap");
            dispatch(poll, 1, stats, "cmap");
            dispatch(poll, 2, quorum, "quorum");
        }
    }

    private static void watch(Poll poll, int slot, Dispatching service) {
        poll.watch(slot, service == null ? -1 : service.fd(), Poll.IN);
    }

    private static void dispatch(Poll poll, int slot, Dispatching service, String name) throws WatchException {
        if (service != null && poll.ready(slot) != 0) {
            try {
                service.dispatch(0);
            } catch (ChorosException e) {
                throw new WatchException("Could not dispatch " + name + " events", e);
            }
        }
    }

    @Override
    public String name() {
        return hostName;
    }

    @Override
    public long nodeId() {
        return localNodeId;
    }

    @Override
    public String text(String key) {
        try {
            Optional<CMapValue> value = map.find(key);
            return value.isPresent() && value.get().type() == ValueType.STRING ? value.get().asString() : "";
        } catch (ChorosException e) {
            // the next look at the connection tells
            return "";
        }
    }

    @Override
    public String name(String address) {
        if (!resolve || address.isEmpty()) {
            return address;
        }
        try {
            String name = NameInfo.host(InetAddress.getByName(address));
            return name.isEmpty() ? address : name;
        } catch (UnknownHostException e) {
            return address;
        }
    }
}
