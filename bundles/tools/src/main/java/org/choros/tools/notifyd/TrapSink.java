package org.choros.tools.notifyd;

import java.io.IOException;
import java.net.InetAddress;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

import org.snmp4j.CommunityTarget;
import org.snmp4j.MessageDispatcherImpl;
import org.snmp4j.PDU;
import org.snmp4j.Snmp;
import org.snmp4j.mp.MPv2c;
import org.snmp4j.mp.SnmpConstants;
import org.snmp4j.smi.Integer32;
import org.snmp4j.smi.OID;
import org.snmp4j.smi.OctetString;
import org.snmp4j.smi.TimeTicks;
import org.snmp4j.smi.UdpAddress;
import org.snmp4j.smi.UnsignedInteger32;
import org.snmp4j.smi.Variable;
import org.snmp4j.smi.VariableBinding;
import org.snmp4j.transport.DefaultUdpTransportMapping;

/**
 * Sends notices as SNMP traps, version 2c, by corosync's MIB. As corosync's, it sends none for programs that connect.
 * What cannot be sent is told to the log and not sent again: a trap is one datagram that may get lost anyway.
 */
final class TrapSink implements NoticeSink, AutoCloseable {
    private static final OID ROOT = new OID("1.3.6.1.4.1.35488");
    private static final OID NODE_TRAP = oid(0, 1);
    private static final OID QUORUM_TRAP = oid(0, 2);
    private static final OID LINK_TRAP = oid(0, 4);
    private static final OID NODE_NAME = oid(1, 1);
    private static final OID NODE_ID = oid(1, 2);
    private static final OID NODE_STATUS = oid(1, 3);
    private static final OID NODE_ADDRESS = oid(1, 4);
    private static final OID LOCAL_NODE_ID = oid(1, 5);
    private static final OID QUORUM_STATUS = oid(1, 21);
    private static final OID LINK_NUMBER = oid(1, 60);
    private static final OID LINK_STATUS = oid(1, 61);

    private final String host;
    private final int port;
    private final OctetString community;
    private final LongSupplier uptimeMs;
    private final Consumer<String> errors;
    private final Snmp snmp;

    private static OID oid(int... tail) {
        return new OID(ROOT.getValue(), tail);
    }

    /**
     * @param host the manager, a name or an address; looked up for every trap, as it may move
     * @param port its port
     * @param community the community
     * @param uptimeMs how long we run
     * @param errors is told what could not be sent and why
     * @throws IOException when there is no socket to be had
     */
    TrapSink(String host, int port, String community, LongSupplier uptimeMs, Consumer<String> errors)
            throws IOException {
        this.host = host;
        this.port = port;
        this.community = new OctetString(community);
        this.uptimeMs = uptimeMs;
        this.errors = errors;
        MessageDispatcherImpl dispatcher = new MessageDispatcherImpl();
        dispatcher.addMessageProcessingModel(new MPv2c());
        // it never listens, so it has no thread
        snmp = new Snmp(dispatcher, new DefaultUdpTransportMapping());
    }

    @Override
    public void tell(Notice notice) {
        PDU trap = trap(notice);
        if (trap.size() == 0) {
            return;
        }
        try {
            CommunityTarget<UdpAddress> manager = new CommunityTarget<>(
                    new UdpAddress(InetAddress.getByName(host), port), community);
            manager.setVersion(SnmpConstants.version2c);
            snmp.send(trap, manager);
        } catch (IOException e) {
            errors.accept("Failed to send an SNMP trap to " + host + " port " + port + ": " + e.getMessage());
        }
    }

    /** The trap for a notice; without content when there is none for it. */
    PDU trap(Notice notice) {
        PDU trap = new PDU();
        trap.setType(PDU.TRAP);
        if (notice instanceof Notice.Node node) {
            begin(trap, NODE_TRAP, node.name());
            add(trap, NODE_ID, new UnsignedInteger32(node.nodeId()));
            add(trap, NODE_ADDRESS, new OctetString(node.address()));
            add(trap, NODE_STATUS, new OctetString(node.state()));
        } else if (notice instanceof Notice.Quorum quorum) {
            begin(trap, QUORUM_TRAP, quorum.name());
            add(trap, NODE_ID, new UnsignedInteger32(quorum.nodeId()));
            add(trap, QUORUM_STATUS, new OctetString(quorum.quorate() ? "quorate" : "not quorate"));
        } else if (notice instanceof Notice.Link link) {
            begin(trap, LINK_TRAP, link.name());
            add(trap, LOCAL_NODE_ID, new UnsignedInteger32(link.nodeId()));
            add(trap, NODE_ID, new UnsignedInteger32(link.peer()));
            add(trap, LINK_NUMBER, new Integer32(link.link()));
            add(trap, LINK_STATUS, new OctetString(link.state()));
        } else if (notice instanceof Notice.Ring ring) {
            begin(trap, LINK_TRAP, ring.name());
            add(trap, NODE_ID, new UnsignedInteger32(ring.nodeId()));
            add(trap, LINK_NUMBER, new Integer32(ring.ring()));
            add(trap, LINK_STATUS, new OctetString(ring.state()));
        }
        return trap;
    }

    private void begin(PDU trap, OID what, String name) {
        // hundredths of a second in 32 bits, which begin again after 497 days
        add(trap, SnmpConstants.sysUpTime, new TimeTicks(uptimeMs.getAsLong() / 10 & 0xFFFF_FFFFL));
        add(trap, SnmpConstants.snmpTrapOID, what);
        add(trap, NODE_NAME, new OctetString(name));
    }

    private static void add(PDU trap, OID oid, Variable value) {
        trap.add(new VariableBinding(oid, value));
    }

    @Override
    public void close() throws IOException {
        snmp.close();
    }
}
