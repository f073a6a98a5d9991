package org.choros.tools;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

import org.choros.base.ChorosException;
import org.choros.base.CsError;
import org.choros.cfg.NodeStatus;
import org.choros.cfg.RingStatus;
import org.choros.cfg.ShutdownMode;
import org.choros.client.CMapClient;
import org.choros.client.CfgClient;
import org.choros.client.ChorosClient;
import org.choros.cmap.CMapKey;
import org.choros.cmap.CMapValue;
import org.choros.cmap.MapKind;
import org.choros.cmap.ValueType;

/** What corosync-cfgtool does once it knows what. */
final class CfgActions {
    private static final String NODES = "nodelist.node.";
    private static final String KILL_REASON = "Killed by corosync-cfgtool";
    private static final int SHUTDOWN_TRIES = 30;
    private static final int SHUTDOWN_PAUSE_MS = 1000;
    private static final int MAX_LINKS = 8;

    private final Console console;
    private final ChorosClient client;

    CfgActions(Console console, ChorosClient client) {
        this.console = console;
        this.client = client;
    }

    private CfgClient connect(boolean named) throws ToolException {
        try {
            return client.cfg();
        } catch (ChorosException e) {
            throw new ToolException("Could not initialize corosync configuration API error "
                    + (named ? e.error().text() : Integer.toString(e.error().code())));
        }
    }

    void links(boolean brief) throws ToolException {
        console.print(report().links(brief));
    }

    void nodes() throws ToolException {
        console.print(report().nodes());
    }

    private LinkReport report() throws ToolException {
        try (CfgClient cfg = connect(false); CMapClient map = client.cmap(MapKind.ICMAP)) {
            String transport = text(map.find("totem.transport"), "knet");
            int localNodeId = cfg.localNodeId();
            TreeSet<Long> ids = nodeIds(map);
            if (ids.isEmpty()) {
                throw new ToolException("No nodes found in nodelist");
            }
            List<String> transports = transports(map, transport.equals("knet"));
            List<NodeStatus> nodes = new ArrayList<>();
            for (Long id : ids) {
                nodes.add(cfg.nodeStatus(id.intValue()));
            }
            return new LinkReport(Integer.toUnsignedLong(localNodeId), transport, nodes, transports);
        } catch (ChorosException e) {
            throw new ToolException("Could not get node status, the error is: " + e.error().code());
        }
    }

    private static TreeSet<Long> nodeIds(CMapClient map) throws ChorosException {
        TreeSet<Long> ids = new TreeSet<>();
        for (CMapKey key : map.keys(NODES)) {
            if (key.name().endsWith(".nodeid") && key.type() == ValueType.UINT32) {
                Optional<CMapValue> id = map.find(key.name());
                if (id.isPresent()) {
                    ids.add(id.get().asLong());
                }
            }
        }
        return ids;
    }

    private static List<String> transports(CMapClient map, boolean knet) throws ChorosException {
        List<String> transports = new ArrayList<>();
        for (int link = 0; link < MAX_LINKS; link++) {
            String key = "totem.interface." + link + ".knet_transport";
            transports.add(knet ? text(map.find(key), "udp") : "");
        }
        return transports;
    }

    private static String text(Optional<CMapValue> value, String missing) {
        return value.isPresent() && value.get().type() == ValueType.STRING ? value.get().asString() : missing;
    }

    int rings(String only) throws ToolException {
        console.println("Printing ring status.");
        try (CfgClient cfg = connect(false)) {
            long localNodeId = Integer.toUnsignedLong(cfg.localNodeId());
            List<RingStatus> rings = cfg.ringStatus();
            console.print(LinkReport.rings(localNodeId, rings, only));
            for (RingStatus ring : rings) {
                if ((only == null || only.equals(ring.name())) && ring.status().contains("FAULTY")) {
                    return 1;
                }
            }
            return 0;
        } catch (ChorosException e) {
            throw new ToolException("Could not get the ring status, the error is: " + e.error().code());
        }
    }

    void reenable() throws ToolException {
        console.println("Re-enabling all failed rings.");
        try (CfgClient cfg = connect(false)) {
            cfg.reenableRings();
        } catch (ChorosException e) {
            throw new ToolException("Could not re-enable the rings, the error is: " + e.error().code());
        }
    }

    void reload() throws ToolException {
        console.println("Reloading corosync.conf...");
        try (CfgClient cfg = connect(true)) {
            cfg.reload();
            console.println("Done");
        } catch (ChorosException e) {
            throw new ToolException("Could not reload configuration. Error " + e.error().text(), e.error().code());
        }
    }

    void reopen() throws ToolException {
        try (CfgClient cfg = connect(true)) {
            cfg.reopenLogs();
        } catch (ChorosException e) {
            throw new ToolException("Could not reopen corosync logging files. Error " + e.error().text(),
                    e.error().code());
        }
    }

    void addresses(long nodeId, Dialect dialect) throws ToolException {
        try (CfgClient cfg = connect(false)) {
            StringBuilder line = new StringBuilder();
            for (InetAddress address : cfg.addresses((int) nodeId)) {
                line.append(line.length() == 0 ? "" : " ").append(AddressText.of(address));
            }
            console.println(line.toString());
        } catch (ChorosException e) {
            if (dialect == Dialect.V3) {
                throw new ToolException("Could not get node address for nodeid " + (int) nodeId);
            }
        }
    }

    void kill(long nodeId, Dialect dialect) throws ToolException {
        console.println("Killing node " + nodeId);
        try (CfgClient cfg = connect(false)) {
            cfg.kill((int) nodeId, KILL_REASON);
        } catch (ChorosException e) {
            if (dialect == Dialect.V3) {
                throw new ToolException("Could not kill node (error = " + e.error().text() + ")");
            }
        }
    }

    void shutdown(boolean force) throws ToolException {
        try (CfgClient cfg = connect(false)) {
            console.println("Shutting down corosync");
            stop(cfg, force ? ShutdownMode.REGARDLESS : ShutdownMode.REQUEST);
        } catch (ChorosException e) {
            // corosync's own tool ends with success, too
            console.error("Could not shutdown (error = " + e.error().code() + ")");
        }
    }

    private static void stop(CfgClient cfg, ShutdownMode mode) throws ChorosException {
        for (int i = 1;; i++) {
            try {
                cfg.shutdown(mode);
                return;
            } catch (ChorosException e) {
                if (e.error() != CsError.TRY_AGAIN || i == SHUTDOWN_TRIES) {
                    throw e;
                }
                Pause.ms(SHUTDOWN_PAUSE_MS);
            }
        }
    }
}
