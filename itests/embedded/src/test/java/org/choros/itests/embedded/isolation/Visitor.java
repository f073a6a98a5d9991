package org.choros.itests.embedded.isolation;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.ObjLongConsumer;

import org.choros.spi.engine.ClientSession;
import org.choros.spi.ipc.IpcHost;
import org.choros.spi.node.LocalServer;
import org.choros.spi.node.LocalServerFactory;
import org.choros.spi.node.NodeState;
import org.choros.spi.transport.RingThread;

/** A client of the bad engine: connects when it is published, and asks it something, again after each answer. */
final class Visitor implements LocalServerFactory {
    volatile boolean connected;
    volatile boolean disconnected;
    volatile int answers;

    @Override
    public LocalServer create(IpcHost host, RingThread thread) {
        return new Server(host, thread);
    }

    private final class Server implements LocalServer, ClientSession {
        private final IpcHost host;
        private final RingThread thread;
        private boolean open;
        private long id;

        Server(IpcHost host, RingThread thread) {
            this.host = host;
            this.thread = thread;
        }

        @Override
        public void publish(String name, int service) {
            if (service == Bad.ID) {
                disconnected = false;
                answers = 0;
                thread.execute(this::connect);
            }
        }

        private void connect() {
            if (host.admit(Bad.ID, 1, 0, 0) != 0) {
                // not ready, or gone: the first comes to an end by itself
                return;
            }
            open = true;
            connected = true;
            id++;
            host.onConnect(Bad.ID, this);
            ask();
        }

        private void ask() {
            if (open) {
                host.onRequest(Bad.ID, this, ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN).putInt(8, 16));
            }
        }

        @Override
        public void withdraw(int service) {
            if (service == Bad.ID) {
                disconnect();
            }
        }

        @Override
        public void disconnect() {
            if (open) {
                open = false;
                disconnected = true;
                host.onDisconnect(Bad.ID, this);
            }
        }

        @Override
        public void respond(ByteBuffer message) {
            // not without end: it is not the client who is bad; sixteen throw, and it goes after two
            if (++answers < 100) {
                thread.execute(this::ask);
            } else {
                thread.execute(this::disconnect);
            }
        }

        @Override
        public void event(ByteBuffer message) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void flowControl(int service, int level) {
            // it waits for each answer
        }

        @Override
        public int active() {
            return open ? 1 : 0;
        }

        @Override
        public void close() {
            open = false;
        }

        @Override
        public void state(NodeState state) {
            // it is not curious
        }

        @Override
        public void counters(ObjLongConsumer<String> to) {
            // nothing is counted
        }

        @Override
        public int pid() {
            return 1;
        }

        @Override
        public int uid() {
            return 0;
        }

        @Override
        public int gid() {
            return 0;
        }

        @Override
        public String processName() {
            return "visitor";
        }

        @Override
        public long id() {
            return id;
        }

        @Override
        public <T> T attachment() {
            return null;
        }

        @Override
        public void attach(Object attachment) {
            throw new UnsupportedOperationException();
        }
    }
}
