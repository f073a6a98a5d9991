package org.choros.itests.sim;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

import org.choros.wire.ipc.CfgRequest;
import org.choros.wire.ipc.CmapRequest;
import org.choros.wire.ipc.CpgRequest;
import org.choros.wire.ipc.IpcMessage;
import org.choros.wire.ipc.QuorumRequest;
import org.choros.wire.ipc.VoteQuorumRequest;

/** The clients of one process: one for each service, each asking something now and then. */
final class SimClients {
    private static final int CMAP = 0;
    private static final int CFG = 1;
    private static final int CPG = 2;
    private static final int QUORUM = 3;
    private static final int VOTEQUORUM = 5;
    private static final int[] SERVICES = {CMAP, CFG, QUORUM, VOTEQUORUM};
    private static final int UINT32 = 6;
    private static final int TRACK_CHANGES = 2;
    private static final int TRACK_ALL = 1 | 2 | 4 | 8;

    private final Machine machine;
    private final SimProcess process;
    private final World world;
    private final Chance chance;
    private final List<SimClient> clients = new ArrayList<>();
    private final List<CpgMember> members = new ArrayList<>();
    private final Lockers lockers;
    private long sessions;
    private int value;

    SimClients(Machine machine, SimProcess process) {
        this.machine = machine;
        this.process = process;
        world = machine.world();
        chance = world.chance();
        lockers = new Lockers(machine, process, this);
    }

    Lockers lockers() {
        return lockers;
    }

    void connectAll() {
        for (int service : SERVICES) {
            connect(service);
        }
        if (world.options().requestGapNs > 0) {
            process.does(chance.between(0, world.options().requestGapNs), this::ask);
        }
        lockers.start();
        if (world.options().groups > 0) {
            for (int i = 0; i < world.options().members; i++) {
                addMember();
            }
            process.does(chance.between(0, world.options().memberGapNs), this::act);
        }
    }

    private void addMember() {
        String group = "group" + chance.below(world.options().groups);
        CpgMember member = new CpgMember(world, machine, process, nextSession(), group);
        members.add(member);
        connect(member);
    }

    long nextSession() {
        return ++sessions;
    }

    void connect(SimClient client) {
        clients.add(client);
        process.core.onConnect(client.service, client, machine.clockNs());
    }

    /** A step of any member of a process group, and the next one later. */
    private void act() {
        if (world.healed()) {
            return;
        }
        if (!members.isEmpty()) {
            CpgMember member = members.get(chance.below(members.size()));
            if (member.closed() || chance.oneIn(60)) {
                disconnect(member);
                addMember();
            } else {
                member.act(this, chance);
            }
        }
        process.settle();
        process.does(chance.between(0, 2 * world.options().memberGapNs), this::act);
    }

    private SimClient connect(int service) {
        SimClient client = new SimClient(world, service, machine + "'s client of service " + service, nextSession());
        connect(client);
        return client;
    }

    void disconnect(int service) {
        for (SimClient c : List.copyOf(clients)) {
            if (c.service == service) {
                disconnect(c);
            }
        }
    }

    void disconnectAll() {
        List.copyOf(clients).forEach(this::disconnect);
    }

    void disconnect(SimClient client) {
        clients.remove(client);
        if (client instanceof CpgMember member) {
            members.remove(member);
            member.gone();
        } else if (client instanceof Locker locker) {
            lockers.gone(locker);
        }
        client.end();
        process.core.onDisconnect(client.service, client, machine.clockNs());
    }

    /** The node has sent a member away: its end is told to the node, too, and another one comes. */
    void sentAway(CpgMember member) {
        if (clients.contains(member)) {
            disconnect(member);
            process.settle();
            // not at once: a node that ends sends everybody away
            process.does(chance.between(1, 2 * world.options().memberGapNs), this::replace);
        }
    }

    private void replace() {
        if (!world.healed()) {
            addMember();
            process.settle();
        }
    }

    void flowControl(int service, int level) {
        for (SimClient c : clients) {
            if (c.service == service) {
                c.flowControl(level);
            }
        }
        if (level == 0) {
            // never at once: the node may be inside the request of somebody else
            process.does(0, () -> readAll(service));
        }
    }

    private void readAll(int service) {
        for (SimClient c : List.copyOf(clients)) {
            if (c.service == service) {
                read(c);
            }
        }
        process.settle();
    }

    /** The node takes what its client has sent, until it wants no more. */
    private void read(SimClient client) {
        while (!client.unread().isEmpty() && !client.isHeld() && !client.closed()) {
            process.core.onRequest(client.service, client, client.unread().remove(), machine.clockNs());
        }
    }

    /** One request of anybody, and the next one later. */
    private void ask() {
        if (world.healed()) {
            return;
        }
        if (!clients.isEmpty()) {
            SimClient client = clients.get(chance.below(clients.size()));
            if (client instanceof CpgMember) {
                ByteBuffer question = cpg().encode();
                if (client.waiting() == 0) {
                    request(client, question);
                }
            } else if (client instanceof Locker) {
                request(client, Lockers.any(chance).encode());
            } else if (client.closed()) {
                disconnect(client);
                connect(client.service);
            } else if (chance.oneIn(40)) {
                // clients die too
                disconnect(client);
                connect(client.service);
            } else if (client.waiting() == 0) {
                request(client, any(client.service));
            }
        }
        process.settle();
        process.does(chance.between(0, 2 * world.options().requestGapNs), this::ask);
    }

    /** A request to a service; false when nobody is connected or the client still waits. */
    boolean request(int service, IpcMessage message) {
        for (SimClient c : clients) {
            if (c.service == service && !c.closed() && c.waiting() == 0) {
                request(c, message.encode());
                process.settle();
                return true;
            }
        }
        return false;
    }

    /** Asks and has the answer at once, or null. */
    ByteBuffer ask(int service, IpcMessage message) {
        SimClient client = connect(service);
        request(client, message.encode());
        ByteBuffer answer = client.lastAnswer();
        disconnect(client);
        return answer;
    }

    /** Asks as a client that is there; false when it is held back. */
    boolean request(SimClient client, IpcMessage message) {
        return request(client, message.encode());
    }

    private boolean request(SimClient client, ByteBuffer message) {
        if (client.isHeld() || client.closed() || !client.unread().isEmpty()) {
            return false;
        }
        client.asks();
        process.core.onRequest(client.service, client, message, machine.clockNs());
        if (client.service == Locker.SERVICE) {
            process.settleLocks();
        }
        return true;
    }

    /** Sends what is not answered, all at once. */
    void tell(SimClient client, List<ByteBuffer> messages) {
        client.unread().addAll(messages);
        read(client);
    }

    private ByteBuffer any(int service) {
        if (chance.oneIn(20)) {
            return nonsense();
        }
        return switch (service) {
            case CMAP -> cmap().encode();
            case CFG -> cfg().encode();
            case QUORUM -> quorum().encode();
            default -> votequorum().encode();
        };
    }

    // ids that nobody has: the others mean something, whatever stands behind them
    private ByteBuffer nonsense() {
        byte[] bytes = new byte[IpcMessage.REQUEST_HEADER + chance.below(200)];
        chance.fill(bytes, 0);
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN)
                .putInt(0, chance.oneIn(2) ? 100 + chance.below(200) : -1 - chance.below(20))
                .putInt(8, bytes.length).position(0);
    }

    private int anyNode() {
        return chance.below(world.machines().size() + 2);
    }

    private IpcMessage cmap() {
        String key = "sim.key" + chance.below(5);
        return switch (chance.below(8)) {
            case 0, 1 -> new CmapRequest.Set(key, UINT32, ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN)
                    .putInt(0, value++).array());
            case 2 -> new CmapRequest.Get(key, 64);
            case 3 -> new CmapRequest.Delete(key);
            case 4 -> new CmapRequest.AdjustInt(key, 1);
            case 5 -> new CmapRequest.IterInit("runtime.");
            case 6 -> new CmapRequest.IterNext(chance.below(10));
            default -> new CmapRequest.TrackAdd(key, 4 | 2 | 1, 7);
        };
    }

    private IpcMessage cfg() {
        return switch (chance.below(6)) {
            case 0 -> new CfgRequest.RingStatusGet();
            case 1 -> new CfgRequest.GetNodeAddrs(anyNode());
            case 2 -> new CfgRequest.LocalGet();
            case 3 -> new CfgRequest.NodeStatusGet(anyNode(), 1);
            case 4 -> new CfgRequest.ReopenLogFiles();
            default -> new CfgRequest.TrackStart(0);
        };
    }

    private IpcMessage cpg() {
        return switch (chance.below(5)) {
            case 0 -> new CpgRequest.MembershipGet("group0");
            case 1 -> new CpgRequest.LocalGet();
            case 2 -> new CpgRequest.IterationInitialize("", 2);
            default -> new CpgRequest.IterationNext(chance.below(5));
        };
    }

    private IpcMessage quorum() {
        return switch (chance.below(5)) {
            case 0 -> new QuorumRequest.GetQuorate();
            case 1 -> new QuorumRequest.GetType();
            case 2 -> new QuorumRequest.TrackStop();
            default -> new QuorumRequest.TrackStart(TRACK_CHANGES);
        };
    }

    private IpcMessage votequorum() {
        return switch (chance.below(5)) {
            case 0, 1 -> new VoteQuorumRequest.GetInfo(anyNode());
            case 2 -> new VoteQuorumRequest.TrackStop();
            default -> new VoteQuorumRequest.TrackStart(5, TRACK_ALL & TRACK_CHANGES);
        };
    }

    /** @return whether nobody waits for an answer */
    boolean quiet() {
        for (SimClient c : clients) {
            if (!c.closed() && (c.waiting() > 0 || !c.unread().isEmpty())) {
                return false;
            }
        }
        return true;
    }

    String unanswered() {
        StringBuilder text = new StringBuilder();
        for (SimClient c : clients) {
            if (!c.closed() && (c.waiting() > 0 || !c.unread().isEmpty())) {
                text.append(" (V10: ").append(c).append(')');
            }
        }
        return text.toString();
    }
}
