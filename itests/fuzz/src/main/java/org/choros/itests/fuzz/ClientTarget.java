package org.choros.itests.fuzz;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import org.choros.spi.engine.ClientSession;
import org.choros.wire.ipc.IpcMessage;
import org.choros.wire.totem.Dialect;

/**
 * Hostile clients and hostile members against the engines of a running node. First byte: the dialect; then steps: a
 * request, a client that comes or goes, a message of a service from a member, time.
 *
 * <p>What has to hold: no engine throws; an answer is whole and answers something; the node goes on.
 */
final class ClientTarget implements Target {
    private static final int[] SERVICES = {0, 1, 2, 3, 5};
    private static final List<String> NAMES = List.of("cmap", "cfg", "cpg", "quorum", "votequorum");
    private static final int CLIENTS = 3;
    private static final int STEPS_MAX = 48;
    private static final int SEED_MAX = 1800;
    private static final long SECOND_NS = 1_000_000_000L;
    private long packets;

    @Override
    public String name() {
        return "clients";
    }

    @Override
    public int inputMax() {
        return 2048;
    }

    /** A world with engines, and tables and texts for some dozens of requests. */
    @Override
    public long allocationMax() {
        return 64L << 20;
    }

    @Override
    public int shortRuns() {
        return 4000;
    }

    @Override
    public List<byte[]> seeds() {
        List<byte[]> all = new ArrayList<>();
        for (JsonNode v : Vectors.lines("ipc", Vectors.IPC, v -> v.path("direction").asText().equals("request"))) {
            int service = NAMES.indexOf(v.path("service").asText());
            byte[] bytes = Vectors.bytes(v, "hex");
            if (service >= 0 && bytes.length <= SEED_MAX) {
                all.add(step(all.size() & 1, 0, service, bytes));
            }
        }
        for (JsonNode v : Vectors.lines("ipc", List.of("ipc-exec"), v -> !v.path("service").asText().equals("sync"))) {
            byte[] bytes = Vectors.bytes(v, "hex");
            if (bytes.length <= SEED_MAX) {
                all.add(step(1, 5, 1, bytes));
            }
        }
        return all;
    }

    private static byte[] step(int dialect, int what, int who, byte[] message) {
        byte[] seed = new byte[message.length + 6];
        seed[0] = (byte) dialect;
        seed[1] = (byte) what;
        seed[2] = (byte) who;
        seed[3] = 0;
        seed[4] = (byte) (message.length >> 8);
        seed[5] = (byte) message.length;
        System.arraycopy(message, 0, seed, 6, message.length);
        return seed;
    }

    @Override
    public long parts() {
        return packets;
    }

    @Override
    public void run(byte[] input) {
        Program p = new Program(input, 0);
        World world = new World((p.next() & 1) == 0 ? Dialect.V2 : Dialect.V3, 0, 2, true);
        Stages.bring(world, false, 4);
        Client[] clients = new Client[CLIENTS * SERVICES.length];
        for (int steps = 0; steps < STEPS_MAX && p.hasMore(); steps++) {
            step(world, clients, p);
            packets++;
            OracleException.require(world.victim.core.services().failures() == 0, "an engine has thrown");
        }
        for (int i = 0; i < clients.length; i++) {
            if (clients[i] != null) {
                world.victim.core.onDisconnect(SERVICES[i % SERVICES.length], clients[i], world.nowNs());
            }
        }
        world.run(() -> false, SECOND_NS, 500);
        world.victim.inside.check();
    }

    private static void step(World world, Client[] clients, Program p) {
        int what = p.next(8);
        int service = p.next(SERVICES.length);
        int slot = p.next(CLIENTS) * SERVICES.length + service;
        switch (what) {
            case 5 -> {
                ByteBuffer message = message(p);
                world.victim.core.services().onMessage(p.next(4), true, message, world.nowNs());
            }
            case 6 -> {
                if (clients[slot] != null) {
                    world.victim.core.onDisconnect(SERVICES[service], clients[slot], world.nowNs());
                    clients[slot] = null;
                }
            }
            case 7 -> world.run(() -> false, p.next() * SECOND_NS / 50, 300);
            default -> {
                if (clients[slot] == null) {
                    clients[slot] = new Client(slot);
                    world.victim.core.onConnect(SERVICES[service], clients[slot], world.nowNs());
                }
                request(world, clients, slot, message(p));
            }
        }
    }

    /** Length, then that much; the size in the header is made right most of the time. */
    private static ByteBuffer message(Program p) {
        int length = p.next() << 8 | p.next();
        byte[] bytes = p.bytes(length & 0x7fff);
        ByteBuffer message = ByteBuffer.allocate(Math.max(IpcMessage.REQUEST_HEADER, bytes.length))
                .order(ByteOrder.LITTLE_ENDIAN);
        message.put(0, bytes);
        if ((length & 0x8000) == 0) {
            message.putInt(8, message.remaining());
        }
        return message;
    }

    private static void request(World world, Client[] clients, int slot, ByteBuffer message) {
        int service = SERVICES[slot % SERVICES.length];
        Client client = clients[slot];
        client.asked++;
        world.victim.core.onRequest(service, client, message, world.nowNs());
        OracleException.require(client.answered <= client.asked, "more answers than questions");
        if (client.gone) {
            world.victim.core.onDisconnect(service, client, world.nowNs());
            clients[slot] = null;
        }
    }

    /** A client that looks whether what it gets is whole. */
    private static final class Client implements ClientSession {
        private final int number;
        private Object attachment;
        private int asked;
        private int answered;
        private boolean gone;

        Client(int number) {
            this.number = number;
        }

        private static void check(ByteBuffer message) {
            ByteBuffer m = message.duplicate().order(ByteOrder.LITTLE_ENDIAN);
            OracleException.require(m.remaining() >= IpcMessage.REPLY_HEADER
                    && m.getInt(m.position() + 8) == m.remaining(), "an answer that is not whole");
        }

        @Override
        public int pid() {
            return 100 + number;
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
        public long id() {
            return number;
        }

        @Override
        public void respond(ByteBuffer message) {
            check(message);
            answered++;
        }

        @Override
        public void event(ByteBuffer message) {
            check(message);
        }

        @Override
        @SuppressWarnings("unchecked")
        public <T> T attachment() {
            return (T) attachment;
        }

        @Override
        public void attach(Object value) {
            attachment = value;
        }

        @Override
        public void disconnect() {
            gone = true;
        }
    }
}
