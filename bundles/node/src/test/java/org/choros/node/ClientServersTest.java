package org.choros.node;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ObjLongConsumer;

import org.choros.node.services.ServiceHost;
import org.choros.node.services.ServiceTable;
import org.choros.spi.cmap.IcMap;
import org.choros.spi.engine.ClientSession;
import org.choros.spi.engine.QuorumState;
import org.choros.spi.engine.RingIdentity;
import org.choros.spi.ipc.IpcException;
import org.choros.spi.ipc.IpcHost;
import org.choros.spi.log.LogLevel;
import org.choros.spi.node.LocalServer;
import org.choros.spi.node.NodeState;
import org.junit.jupiter.api.Test;

/** A server that fails harms neither the node nor the others. */
class ClientServersTest {
    private static final NodeState STATE = new NodeState("one", 1, 3, "", false, false, RingIdentity.NONE, new int[0],
            new QuorumState(true, RingIdentity.NONE, new int[0], false));

    private final List<String> log = new ArrayList<>();
    private final List<String> fatal = new ArrayList<>();
    private final ClientServers servers = new ClientServers(new Host(), null, () -> fatal.add("unpublished"));

    private final class Host implements IpcHost {
        @Override
        public int admit(int service, int pid, int uid, int gid) {
            return 0;
        }

        @Override
        public void onConnect(int service, ClientSession session) {
            // nobody connects here
        }

        @Override
        public void onRequest(int service, ClientSession session, ByteBuffer request) {
            // nobody connects here
        }

        @Override
        public void onDisconnect(int service, ClientSession session) {
            // nobody connects here
        }

        @Override
        public void log(LogLevel level, String text) {
            log.add(level + " " + text);
        }
    }

    /** Keeps what it is told; with a name, it throws when something of that name is published. */
    private static final class Server implements LocalServer {
        final List<String> told = new ArrayList<>();
        private final String unwanted;

        Server(String unwanted) {
            this.unwanted = unwanted;
        }

        @Override
        public void publish(String name, int service) throws IpcException {
            if (name.equals(unwanted)) {
                throw new IpcException("no room for " + name, null);
            }
            told.add("publish " + name);
        }

        @Override
        public void withdraw(int service) {
            told.add("withdraw " + service);
        }

        @Override
        public void flowControl(int service, int level) {
            told.add("flow control " + service + " " + level);
        }

        @Override
        public int active() {
            return 0;
        }

        @Override
        public void state(NodeState state) {
            told.add("state");
        }

        @Override
        public void counters(ObjLongConsumer<String> to) {
            // nothing is counted
        }

        @Override
        public void close() {
            told.add("close");
        }
    }

    private static ServiceTable noServices() {
        IcMap map = new IcMap();
        return new ServiceTable((ServiceHost) Proxy.newProxyInstance(ServiceHost.class.getClassLoader(),
                new Class<?>[]{ServiceHost.class}, (proxy, method, arguments) -> switch (method.getName()) {
                    case "map" -> map;
                    case "congested", "synchronising" -> false;
                    default -> throw new AssertionError(method);
                }));
    }

    @Test
    void aLocalServerThatCannotPublishDoesNotEndTheNode() {
        Server bad = new Server("cpg");
        Server good = new Server("");
        servers.attach((host, thread) -> bad);
        servers.attach((host, thread) -> good);
        servers.begin(noServices(), STATE);
        servers.publish("cpg", 2);
        servers.publish("cfg", 1);
        assertEquals(List.of("ERROR no room for cpg"), log);
        assertEquals(List.of("state", "publish cfg"), bad.told);
        assertEquals(List.of("state", "publish cpg", "publish cfg"), good.told);
        assertEquals(List.of(), fatal);
    }

    @Test
    void aServerForOtherProcessesThatCannotPublishIsToldOf() {
        Server bad = new Server("cpg");
        servers.begin(noServices(), STATE);
        servers.ipc((settings, host, thread) -> bad, null);
        servers.publish("cpg", 2);
        assertEquals(List.of("ERROR no room for cpg"), log);
        assertEquals(List.of("unpublished"), fatal);
    }
}
