package org.choros.tools;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.choros.base.ChorosException;
import org.choros.base.CsError;
import org.choros.cfg.NodeStatus;
import org.choros.cfg.RingStatus;
import org.choros.cfg.ShutdownMode;
import org.choros.client.CMapClient;
import org.choros.client.CfgClient;
import org.choros.client.ChorosClient;
import org.choros.cmap.CMapValue;
import org.choros.cmap.MapKind;
import org.choros.cmap.ValueType;

/** What corosync-cfgtool does once it knows what. */
final class CfgActions {
    private static final String KILL_REASON = "Killed by corosync-cfgtool";
    private static final int SHUTDOWN_TRIES = 30;
    private static final int SHUTDOWN_PAUSE_MS = 1000;
    private static final int MAX_LINKS = 8;

    private final Console console;
    private final ChorosClient client;
    private final Dialect dialect;
    private final boolean json;

    /**
     * @param json whether what is shown is JSON; then nothing is said of what is done
     */
    CfgActions(Console console, ChorosClient client, Dialect dialect, boolean json) {
        this.console = console;
        this.client = client;
        this.dialect = dialect;
        this.json = json;
    }

    private void say(String line) {
        if (!json) {
            console.println(line);
        }
    }

    private CfgClient connect(boolean named) throws ToolException {
        try {
            return client.cfg();
        } catch (ChorosException e) {
            throw new ToolException("Could not initialize corosync configuration API error "
                    + (named ? e.error().text() : Integer.toString(e.error().code())));
        }
    }

    /** Options -s and -b. */
    void links(boolean brief) throws ToolException {
        status(false, brief);
    }

    /** Option -n. */
    void nodes() throws ToolException {
        status(true, false);
    }

    private void status(boolean byNode, boolean brief) throws ToolException {
        try (CfgClient cfg = connect(false); CMapClient map = client.cmap(MapKind.ICMAP)) {
            String transport = text(map.find("totem.transport"), "knet");
            int localNodeId = cfg.localNodeId();
            NodeList listed = NodeList.read(map, dialect);
            if (listed.isEmpty()) {
                throw new ToolException("No nodes found in nodelist");
            }
            List<String> transports = transports(map, transport.equals("knet"));
            List<NodeStatus> nodes = new ArrayList<>();
            for (Long id : listed.ids()) {
                nodes.add(cfg.nodeStatus(id.intValue()));
            }
            long local = Integer.toUnsignedLong(localNodeId);
            LinkReport report = new LinkReport(local, transport, nodes, transports);
            if (json) {
                LinkJson out = new LinkJson(local, listed);
                console.println(byNode ? out.nodes(report) : out.links(report));
            } else {
                console.print(byNode ? report.reachable() : report.links(brief));
            }
        } catch (ChorosException e) {
            throw new ToolException("Could not get node status, the error is: " + e.error().code());
        }
    }

    /** The nodes' names for JSON; without them there are none. */
    private NodeList names() {
        try (CMapClient map = client.cmap(MapKind.ICMAP)) {
            return NodeList.read(map, dialect);
        } catch (ChorosException e) {
            return NodeList.empty();
        }
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
        say("Printing ring status.");
        try (CfgClient cfg = connect(false)) {
            long localNodeId = Integer.toUnsignedLong(cfg.localNodeId());
            List<RingStatus> rings = cfg.ringStatus();
            if (json) {
                console.println(new LinkJson(localNodeId, names()).rings(rings, only));
            } else {
                console.print(LinkReport.rings(localNodeId, rings, only));
            }
            for (RingStatus ring : rings) {
                if ((only == null || only.equals(ring.name())) && LinkReport.faulty(ring)) {
                    return 1;
                }
            }
            return 0;
        } catch (ChorosException e) {
            throw new ToolException("Could not get the ring status, the error is: " + e.error().code());
        }
    }

    void reenable() throws ToolException {
        say("Re-enabling all failed rings.");
        try (CfgClient cfg = connect(false)) {
            cfg.reenableRings();
        } catch (ChorosException e) {
            throw new ToolException("Could not re-enable the rings, the error is: " + e.error().code());
        }
    }

    void reload() throws ToolException {
        say("Reloading corosync.conf...");
        try (CfgClient cfg = connect(true)) {
            cfg.reload();
            say("Done");
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

    void addresses(long nodeId) throws ToolException {
        try (CfgClient cfg = connect(false)) {
            List<InetAddress> addresses = cfg.addresses((int) nodeId);
            if (json) {
                console.println(new LinkJson(0, names()).addresses(nodeId, addresses));
                return;
            }
            StringBuilder line = new StringBuilder();
            for (InetAddress address : addresses) {
                line.append(line.length() == 0 ? "" : " ").append(AddressText.of(address));
            }
            console.println(line.toString());
        } catch (ChorosException e) {
            if (dialect == Dialect.V3) {
                throw new ToolException("Could not get node address for nodeid " + (int) nodeId);
            }
        }
    }

    void kill(long nodeId) throws ToolException {
        say("Killing node " + nodeId);
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
            say("Shutting down corosync");
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
