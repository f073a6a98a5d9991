package org.choros.transport.local;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.choros.spi.transport.TransportException;

/**
 * The network of the nodes of one JVM that name the same hub, by {@code choros { hub: NAME }} or else by their
 * {@code totem.cluster_name}. It carries everything in order and loses nothing, unless a test wants it otherwise:
 *
 * <pre>
 * LocalHub hub = LocalHub.named("demo");
 * hub.isolate(3);                        // node 3 neither hears nor is heard
 * hub.fault(Fault.loss(0.05, 7));        // one packet of twenty is lost
 * hub.heal();
 * </pre>
 *
 * <p>Node ids name the nodes, whether they are there yet or not. What a fault does to one node's packets it does not do
 * to the copies that a node sends to itself. "In one JVM" means within one class loader of this class: in an OSGi
 * framework, those who share this bundle. For all threads.
 */
public final class LocalHub {
    private static final Map<String, LocalHub> HUBS = new ConcurrentHashMap<>();

    private final String name;
    private final DelayLine line;
    private volatile Port[] ports = {};
    private volatile Faults faults = Faults.NONE;

    private LocalHub(String name) {
        this.name = name;
        this.line = new DelayLine(name);
    }

    /**
     * The hub of a name, always the same. It is there before the first node and after the last, and so are its faults.
     *
     * @param name any text; empty for nodes that name neither hub nor cluster
     * @return the hub
     */
    public static LocalHub named(String name) {
        return HUBS.computeIfAbsent(name, LocalHub::new);
    }

    /** @return its name */
    public String name() {
        return name;
    }

    /** @return the ids of the nodes that are plugged in now, ascending as unsigned numbers */
    public List<Integer> nodes() {
        return Arrays.stream(ports).map(Port::nodeId).distinct().sorted(Integer::compareUnsigned).toList();
    }

    /**
     * Lets nothing through from one node to another, in this direction only. When it returns, nothing that is sent
     * arrives.
     *
     * @param from the sender's id
     * @param to the receiver's id
     * @return this hub
     */
    public LocalHub cut(int from, int to) {
        return cut(from, to, true);
    }

    /**
     * Ends a {@link #cut} in this direction.
     *
     * @param from the sender's id
     * @param to the receiver's id
     * @return this hub
     */
    public LocalHub mend(int from, int to) {
        return cut(from, to, false);
    }

    /**
     * Cuts a node off from all that are plugged in now, in both directions.
     *
     * @param node its id
     * @return this hub
     */
    public LocalHub isolate(int node) {
        for (int other : nodes()) {
            if (other != node) {
                cut(node, other).cut(other, node);
            }
        }
        return this;
    }

    /**
     * Decides about every packet from now on, besides cuts; replaces the fault before.
     *
     * @param fault the fault, null for none
     * @return this hub
     */
    public synchronized LocalHub fault(Fault fault) {
        faults = faults.with(fault, line);
        return this;
    }

    /**
     * Ends all cuts and the fault. Packets that are delayed still come.
     *
     * @return this hub
     */
    public synchronized LocalHub heal() {
        faults = Faults.NONE;
        return this;
    }

    /** @return how many packets cuts and faults have lost so far */
    public long lost() {
        return line.lostSoFar();
    }

    /** @return how many packets faults have delayed so far */
    public long delayed() {
        return line.delayedSoFar();
    }

    private synchronized LocalHub cut(int from, int to, boolean cut) {
        faults = faults.cut(from, to, cut, line);
        return this;
    }

    Faults faults() {
        return faults;
    }

    /** All that are plugged in; not to be changed. */
    Port[] ports() {
        return ports;
    }

    synchronized void plugIn(Port port) throws TransportException {
        for (Port other : ports) {
            if (other.collides(port)) {
                throw new TransportException("address " + port + " is taken on the hub '" + name + "' by node "
                        + Integer.toUnsignedString(other.nodeId()) + " of this JVM; give each node an address of its"
                        + " own (ring0_addr and choros.node, or bindnetaddr), or another hub", null);
            }
        }
        Port[] more = Arrays.copyOf(ports, ports.length + 1);
        more[ports.length] = port;
        ports = more;
    }

    synchronized void leave(Port port) {
        ports = Arrays.stream(ports).filter(other -> other != port).toArray(Port[]::new);
    }

    boolean has(Port port) {
        return Arrays.asList(ports).contains(port);
    }

    @Override
    public String toString() {
        return "hub '" + name + "' of nodes " + nodes().stream().map(Integer::toUnsignedString).toList();
    }
}
