package org.choros.itests.sim;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

import org.choros.itests.checkers.Address;
import org.choros.itests.checkers.Checkers;
import org.choros.itests.checkers.CpgView;
import org.choros.itests.checkers.Reason;
import org.choros.wire.ipc.CpgReply;
import org.choros.wire.ipc.CpgRequest;
import org.choros.wire.ipc.IpcError;
import org.choros.wire.ipc.IpcMessage;

/** A client of cpg: joins a group, sends messages that can be recognised, leaves, ends; all of it is checked. */
final class CpgMember extends SimClient {
    private static final int CPG = 2;
    private static final int HEADER = 16;
    private static final int JOINS = 100_000;
    /** One of so many is long. */
    private static final int LARGE = 4;
    /** What a client's channel takes at once. */
    private static final int CHANNEL_BYTES = 1 << 20;
    private static final Reason[] REASONS = Reason.values();

    /** As far as the client knows. */
    private enum Stage {
        OUT, JOINING, IN, LEAVING
    }

    private final World world;
    private final Checkers checkers;
    private final SimProcess process;
    private final String group;
    private int pid;
    private int joins;
    private int number = -1;
    private int sent;
    private boolean gone;
    private Runnable whenAccepted;
    private Stage stage = Stage.OUT;

    CpgMember(World world, Machine machine, SimProcess process, long id, String group) {
        super(world, CPG, machine + "'s member " + id + " of group " + group, id);
        this.world = world;
        this.process = process;
        this.group = group;
        checkers = world.watch().checkers();
    }

    /** One step of its life: what, is a matter of chance and of where it stands. */
    void act(SimClients clients, Chance r) {
        if (waiting() > 0) {
            // libcpg is not back yet
            return;
        }
        switch (stage) {
            case OUT -> join(clients);
            case IN -> {
                if (r.oneIn(25)) {
                    leave(clients);
                } else {
                    send(clients, r);
                }
            }
            default -> {
                // waits for a view
            }
        }
    }

    private void join(SimClients clients) {
        // each time as another process: who comes back at once must not be taken for the one who leaves
        pid = pid() + JOINS * joins;
        ask(clients, new CpgRequest.Join(group, pid, 0), this::hasJoined);
    }

    private void hasJoined() {
        joins++;
        sent = 0;
        number = checkers.client(process.nodeId(), process.incarnation(), pid, group);
        world.watch().numberOfClient(process.nodeId(), process.incarnation(), pid, group, number);
        world.note(name, () -> "asks to join as " + pid);
        stage = Stage.JOINING;
    }

    private void ask(SimClients clients, IpcMessage question, Runnable accepted) {
        whenAccepted = accepted;
        if (!clients.request(this, question)) {
            whenAccepted = null;
        }
    }

    /** Mostly at once; later, when the question waits behind messages that wait. */
    @Override
    public void respond(ByteBuffer message) {
        super.respond(message);
        Runnable then = whenAccepted;
        whenAccepted = null;
        if (then != null && lastError() == IpcError.OK && !closed()) {
            then.run();
        }
    }

    private void leave(SimClients clients) {
        ask(clients, new CpgRequest.Leave(group, pid), () -> {
            checkers.leaving(world.nowNs(), number);
            world.note(name, () -> "asks to leave");
            stage = Stage.LEAVING;
        });
    }

    /** One message, or several in one breath, as many as the channel takes. */
    private void send(SimClients clients, Chance r) {
        Options o = world.options();
        int count = o.longMessages == 0 ? 1 : 1 + r.below(o.burst);
        List<ByteBuffer> messages = new ArrayList<>();
        List<Long> digests = new ArrayList<>();
        int total = 0;
        for (int i = 0; i < count; i++) {
            boolean large = o.longMessages > HEADER && r.oneIn(LARGE);
            byte[] bytes = new byte[large
                    ? HEADER + r.below(o.longMessages - HEADER)
                    : HEADER + r.below(o.messageLengthMax)];
            world.chance().fill(bytes, HEADER);
            ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putInt(0, process.incarnation()).putInt(4, sent + i);
            total += bytes.length;
            if (i == 0 || total <= CHANNEL_BYTES) {
                messages.add(new CpgRequest.Mcast(1, bytes).encode());
                digests.add(digest(bytes));
            }
        }
        if (isHeld() || closed()) {
            // libcpg says so: nothing is taken
            return;
        }
        // Nobody answers these: what the channel has taken is sent, or the client is sent away. V10
        for (int i = 0; i < messages.size(); i++) {
            int which = sent;
            int length = messages.get(i).remaining();
            world.note(name, () -> "sends message " + which + " in a request of " + length + " bytes");
            checkers.sent(world.nowNs(), number, sent++, digests.get(i));
        }
        clients.tell(this, messages);
    }

    private static long digest(byte[] bytes) {
        long sum = bytes.length;
        for (byte b : bytes) {
            sum = sum * 31 + b;
        }
        return sum;
    }

    @Override
    public void disconnect() {
        if (!closed()) {
            end();
            gone();
            process.does(0, () -> process.clients.sentAway(this));
        }
    }

    /** The connection is gone, by whom ever. */
    void gone() {
        if (number >= 0 && !gone) {
            gone = true;
            checkers.closed(world.nowNs(), number);
            world.note(name, () -> "is gone");
        }
    }

    @Override
    void onEvent(ByteBuffer message) {
        if (!process.isAlive() || closed()) {
            return;
        }
        switch (IpcMessage.idOf(message)) {
            case CpgReply.Deliver.ID -> onMessage(CpgReply.Deliver.decode(message));
            case CpgReply.Confchg.ID -> onView(CpgReply.Confchg.decode(message));
            default -> {
                // told of the ring: seen elsewhere
            }
        }
    }

    private void onMessage(CpgReply.Deliver m) {
        if (m == null || m.message().length < HEADER) {
            throw world.fail("V1", name + " gets a message that cannot be read");
        }
        ByteBuffer head = ByteBuffer.wrap(m.message()).order(ByteOrder.LITTLE_ENDIAN);
        int sender = world.watch().clientOf(m.nodeId(), head.getInt(0), m.pid(), m.group());
        if (sender < 0) {
            throw world.fail("V1", name + " gets a message of " + m.nodeId() + ":" + m.pid() + " in " + m.group()
                    + ", who was never there");
        }
        checkers.delivered(world.nowNs(), number, sender, head.getInt(4), digest(m.message()));
    }

    private void onView(CpgReply.Confchg c) {
        if (c == null) {
            throw world.fail("V6", name + " gets a view that cannot be read");
        }
        List<Address> members = new ArrayList<>();
        c.members().forEach(a -> members.add(address(a)));
        CpgView view = new CpgView(members, changes(c.joined()), changes(c.left()));
        world.note(name, () -> "sees " + view);
        Address me = new Address(process.nodeId(), pid);
        if (stage == Stage.JOINING) {
            // it is in from its own join on: what others see before is nothing to it
            checkers.opened(world.nowNs(), number);
        }
        checkers.view(world.nowNs(), number, view);
        if (view.left().stream().anyMatch(l -> l.address().equals(me))) {
            stage = Stage.OUT;
        } else if (members.contains(me) && stage == Stage.JOINING) {
            stage = Stage.IN;
        }
    }

    private static Address address(CpgReply.Address a) {
        return new Address(a.nodeId(), a.pid());
    }

    private static List<CpgView.Change> changes(List<CpgReply.Address> addresses) {
        List<CpgView.Change> changes = new ArrayList<>();
        for (CpgReply.Address a : addresses) {
            changes.add(new CpgView.Change(address(a), REASONS[Math.floorMod(a.reason(), REASONS.length)]));
        }
        return changes;
    }
}
