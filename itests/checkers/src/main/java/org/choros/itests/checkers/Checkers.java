package org.choros.itests.checkers;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Watches a cluster from outside the nodes and knows the properties V1 to V8 by name. Fed with events in the order of
 * their times; what does not hold is a {@link Violation}, thrown at once or handed to a sink.
 *
 * <p>
 * A node is known by its id and its incarnation, a number that grows with each start. Times are nanoseconds of any
 * origin. Digests are whatever hash of the bytes the caller likes. Not for several threads.
 */
public final class Checkers {
    /** Names a client. */
    private record ClientKey(int node, int incarnation, int pid, String group) {
    }

    private final World world;
    private final MessageChecks messages;
    private final RingChecks rings;
    private final ViewChecks views;
    private final QuorumChecks quorum;
    private final ConvergenceChecks convergence;
    private final Map<ClientKey, Client> byKey = new HashMap<>();

    /**
     * Throws what does not hold.
     *
     * @param options what is checked how
     */
    public Checkers(CheckOptions options) {
        this(options, v -> {
            throw v;
        });
    }

    /**
     * Goes on after a violation.
     *
     * @param options what is checked how
     * @param sink gets what does not hold
     */
    public Checkers(CheckOptions options, Consumer<Violation> sink) {
        world = new World(options, sink);
        messages = new MessageChecks(world);
        rings = new RingChecks(world, messages);
        views = new ViewChecks(world);
        quorum = new QuorumChecks(world);
        convergence = new ConvergenceChecks(world, messages);
    }

    /**
     * A node starts.
     *
     * @param timeNs when
     * @param node its id
     * @param incarnation which start this is: higher than before
     * @param storage what it finds of its ring id
     * @param storedSeq the ring sequence number that it finds (for {@link Storage#STALE})
     */
    public void started(long timeNs, int node, int incarnation, Storage storage, long storedSeq) {
        Life before = world.machine(node).life;
        if (before != null && before.incarnation >= incarnation) {
            throw new IllegalArgumentException("node " + before + " starts as " + incarnation);
        }
        if (before != null && before.alive) {
            stopped(timeNs, node, before.incarnation, Stop.CRASH);
        }
        rings.started(world.begin(node, incarnation), storage, storedSeq);
    }

    /**
     * A node ends.
     *
     * @param timeNs when
     * @param node its id
     * @param incarnation which start
     * @param kind how
     */
    public void stopped(long timeNs, int node, int incarnation, Stop kind) {
        Life life = world.life(node, incarnation);
        quorum.ended(timeNs, life);
        life.alive = false;
        life.killed = kind == Stop.KILL;
        life.endedNs = timeNs;
        life.queued = 0;
        world.forgetRings();
    }

    /**
     * The log of a node that will be killed may lack its last events. For histories, where this is known before.
     *
     * @param node the node
     * @param incarnation which start
     */
    public void willBeKilled(int node, int incarnation) {
        world.life(node, incarnation).killed = true;
    }

    /**
     * A node has stored the id of a ring that it is forming.
     *
     * @param timeNs when
     * @param node who
     * @param incarnation which start
     * @param rep the representative
     * @param seq the ring sequence number
     */
    public void stored(long timeNs, int node, int incarnation, int rep, long seq) {
        rings.stored(timeNs, world.life(node, incarnation), rep, seq);
    }

    /**
     * A node reports a transitional configuration.
     *
     * @param timeNs when
     * @param node who
     * @param incarnation which start
     * @param rep the representative of the new ring
     * @param seq the sequence number of the new ring
     * @param members who comes along
     */
    public void transitional(long timeNs, int node, int incarnation, int rep, long seq, int[] members) {
        rings.transitional(timeNs, world.life(node, incarnation), rep, seq, members);
    }

    /**
     * A node reports a regular configuration.
     *
     * @param timeNs when
     * @param node who
     * @param incarnation which start
     * @param rep the representative
     * @param seq the ring sequence number
     * @param members all members, in any order
     * @param along who came along: the members of the transitional configuration
     */
    public void regular(long timeNs, int node, int incarnation, int rep, long seq, int[] members, int[] along) {
        rings.regular(timeNs, world.life(node, incarnation), rep, seq, members, along);
    }

    /**
     * A node hands a frame of its ring (of the old one, between transitional and regular configuration) upwards.
     *
     * @param timeNs when
     * @param node who
     * @param incarnation which start
     * @param seq the frame's number
     * @param sender the node that sent it
     * @param digest of its bytes
     */
    public void frame(long timeNs, int node, int incarnation, int seq, int sender, long digest) {
        rings.frame(timeNs, world.life(node, incarnation), seq, sender, digest);
    }

    /**
     * A node has synchronised its services.
     *
     * @param timeNs when
     * @param node who
     * @param incarnation which start
     * @param rep the representative of the ring
     * @param seq the ring's sequence number
     */
    public void synchronised(long timeNs, int node, int incarnation, int rep, long seq) {
        Life life = world.life(node, incarnation);
        rings.synchronised(timeNs, life, rep, seq);
        for (Client client : life.clients) {
            if (client.open && life.ring != null) {
                views.synchronised(timeNs, client, life.ring);
                client.synchronisedAt = client.items.size();
            }
        }
    }

    /**
     * A node tells its clients, in one event, whether it is quorate and with whom.
     *
     * @param timeNs when
     * @param node who
     * @param incarnation which start
     * @param quorate whether it is
     * @param members with whom
     */
    public void quorum(long timeNs, int node, int incarnation, boolean quorate, int[] members) {
        quorum.quorum(timeNs, world.life(node, incarnation), quorate, members);
    }

    /**
     * How much a node has queued to send.
     *
     * @param node who
     * @param incarnation which start
     * @param messages how many: 0 when it has drained
     */
    public void queued(int node, int incarnation, int messages) {
        world.life(node, incarnation).queued = messages;
    }

    /**
     * The number of a client: a process in a group, or a stream of a node's messages. Made at the first call, and then
     * not yet open. The node must have started.
     *
     * @param node the node
     * @param incarnation its start
     * @param pid the process; a simulator without clients uses 0, or a number for each independent stream
     * @param group the group
     * @return the number for the other calls
     */
    public int client(int node, int incarnation, int pid, String group) {
        ClientKey key = new ClientKey(node, incarnation, pid, group);
        Client client = byKey.get(key);
        if (client == null) {
            Life life = world.life(node, incarnation);
            client = new Client(world.clients.size(), life, pid, group,
                    world.kinds.computeIfAbsent(group, k -> new Client.Kind()));
            world.clients.add(client);
            world.groups.computeIfAbsent(group, k -> new ArrayList<>()).add(client);
            life.clients.add(client);
            byKey.put(key, client);
        }
        return client.id;
    }

    /**
     * A client asks to join its group, or begins to receive.
     *
     * @param timeNs when
     * @param client who
     */
    public void opened(long timeNs, int client) {
        Client c = world.clients.get(client);
        c.open = true;
        c.members = null;
        c.memberSince.clear();
        if (c.forgotten) {
            c.forgotten = false;
            world.groups.get(c.group).add(c);
        }
        c.goneBefore = false;
        c.openedBeforeNs = c.openedNs;
        c.openedNs = timeNs;
        c.ring = null;
        c.joinItem = 0;
        c.startRing();
        c.synchronisedAt = c.life.synchronised ? 0 : Integer.MAX_VALUE;
    }

    /**
     * A client's messages may overtake each other (those that a node sends while it synchronises do); all else is
     * demanded of them, too. To be called before it sends.
     *
     * @param client who
     */
    public void unordered(int client) {
        world.clients.get(client).unordered = true;
    }

    /**
     * A client asks to leave its group.
     *
     * @param timeNs when
     * @param client who
     */
    public void leaving(long timeNs, int client) {
        Client c = world.clients.get(client);
        c.leavesNs.add(timeNs);
        c.open = false;
    }

    /**
     * A client has ended, or its connection has.
     *
     * @param timeNs when
     * @param client who
     */
    public void closed(long timeNs, int client) {
        Client c = world.clients.get(client);
        c.endsNs.add(timeNs);
        c.open = false;
    }

    /**
     * A node has accepted a message.
     *
     * @param timeNs when; in a log: before it is handed over
     * @param client the sender
     * @param number 0, 1, 2 … of this client
     * @param digest of its bytes
     */
    public void sent(long timeNs, int client, int number, long digest) {
        messages.sent(timeNs, world.clients.get(client), number, digest);
    }

    /**
     * A client gets a message.
     *
     * @param timeNs when
     * @param receiver who gets it
     * @param sender who sent it, as the message itself says
     * @param number its number, as the message itself says
     * @param digest of the bytes that came
     */
    public void delivered(long timeNs, int receiver, int sender, int number, long digest) {
        messages.delivered(timeNs, world.clients.get(receiver), world.clients.get(sender), number, digest);
    }

    /** V1: a client gets a message of somebody who does not exist. */
    void unknown(long timeNs, int receiver, String message) {
        world.violated(Property.V1, timeNs, world.clients.get(receiver) + " gets a message of nobody: " + message);
    }

    /**
     * A client gets a membership event of its group.
     *
     * @param timeNs when
     * @param client who
     * @param view the event
     */
    public void view(long timeNs, int client, CpgView view) {
        views.view(timeNs, world.clients.get(client), view);
    }

    /**
     * A client is told of the ring, at the end of a synchronisation. For histories, where rings are not seen otherwise.
     *
     * @param timeNs when
     * @param client who
     * @param rep the representative
     * @param seq the ring sequence number
     * @param members all members
     */
    public void ringTold(long timeNs, int client, int rep, long seq, int[] members) {
        Client c = world.clients.get(client);
        RingRecord old = c.ring;
        RingRecord next = rings.told(timeNs, c, rep, seq, members);
        if (next == old) {
            return;
        }
        // who has not got the view of its join yet is not in the group
        boolean out = c.members == null && world.groups.get(c.group).stream().anyMatch(o -> o.members != null);
        if (old != null && c.open && !out) {
            messages.stayed(timeNs, c, old, next);
        }
        c.ring = next;
        if (old != null) {
            // the first ring is told after the view of the join, which belongs to it
            c.startRing();
        }
        c.memberSince.replaceAll((a, since) -> c.untold.contains(a.node()) ? Long.valueOf(timeNs) : since);
        c.untold.clear();
        views.synchronised(timeNs, c, next);
    }

    /**
     * What a client must still get, of itself or of others.
     *
     * @param client who
     * @return in words; empty when nothing is missing
     */
    public String missing(int client) {
        return messages.missing(world.clients.get(client));
    }

    /**
     * A client is not told, with the next ring, that a node was elsewhere since the last: what was sent there is not
     * demanded, nor are the same views as others have, and the node's processes may be said to have ended. For peers
     * that are known to keep quiet about it.
     *
     * @param client who is not told
     * @param node the other node
     */
    public void untold(int client, int node) {
        world.clients.get(client).untold.add(node);
    }

    /**
     * All faults have ended.
     *
     * @param timeNs when
     */
    public void healed(long timeNs) {
        convergence.healed(timeNs);
    }

    /** @return whether one synchronised ring has all living nodes, with empty queues, and all have what they must */
    public boolean converged() {
        return convergence.converged();
    }

    /**
     * Checks what must hold when all is quiet: V8, the last messages, the last views, the common order.
     *
     * @param timeNs when
     * @return how long it took since healing
     */
    public long settled(long timeNs) {
        long took = convergence.settled(timeNs);
        views.settled(timeNs);
        quorum.settled();
        if (world.options.keepOrder()) {
            new OneOrder(world).check(timeNs);
        }
        world.forgetClients();
        return took;
    }

    /** @return how many rings are remembered */
    int ringsKnown() {
        return world.rings();
    }

    /** @return what has been seen so far, in short */
    public Seen seen() {
        return new Seen(rings.installations(), messages.delivered(), views.views(), world.violations());
    }

    /**
     * What has been seen.
     *
     * @param installations regular configurations
     * @param deliveries messages that clients have got
     * @param views membership events of groups
     * @param violations what did not hold
     */
    public record Seen(long installations, long deliveries, long views, int violations) {
    }
}
