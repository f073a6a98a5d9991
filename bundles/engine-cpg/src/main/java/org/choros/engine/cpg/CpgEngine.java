package org.choros.engine.cpg;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

import org.choros.spi.engine.ClientSession;
import org.choros.spi.engine.EngineContext;
import org.choros.spi.engine.Membership;
import org.choros.spi.engine.ServiceEngine;
import org.choros.spi.log.LogLevel;
import org.choros.wire.exec.CpgDownlist;
import org.choros.wire.exec.CpgJoinList;
import org.choros.wire.exec.CpgMcast;
import org.choros.wire.exec.CpgOldDownlist;
import org.choros.wire.exec.CpgPartialMcast;
import org.choros.wire.exec.CpgProcJoin;
import org.choros.wire.exec.CpgProcLeave;
import org.choros.wire.ipc.CpgReply;
import org.choros.wire.ipc.CpgRequest;

/** Lets processes on all nodes form groups, which deliver messages and changes of membership in one order. */
final class CpgEngine implements ServiceEngine {
    private static final String CPG = "CPG";

    private final EngineContext context;
    private final ProcessTable table = new ProcessTable();
    private final List<CpgClient> clients = new ArrayList<>();
    private final CpgMulticast multicast;
    private final CpgViews views;
    private final CpgSync sync;
    private final CpgCarrier carrier;
    private final CpgRequests requests;
    private long malformed;

    CpgEngine(EngineContext context) {
        this.context = context;
        multicast = new CpgMulticast(context);
        views = new CpgViews(context, table, clients);
        sync = new CpgSync(context, table, views);
        carrier = new CpgCarrier(context, table, multicast);
        requests = new CpgRequests(context, table, clients, carrier, multicast);
    }

    @Override
    public void start(long nowNs) {
        // a new process knows of nobody; the next synchronisation tells
    }

    @Override
    public void stop(long nowNs) {
        // In a synchronisation a leave would overtake the messages of its process. The others find out without it: the
        // node goes, or the next synchronisation tells of no process here.
        if (!context.synchronising()) {
            multicast.flush(nowNs);
        }
    }

    @Override
    public void onMessage(int function, int sender, ByteBuffer message, long nowNs) {
        boolean understood = switch (function) {
            case CpgMcast.FUNCTION -> carrier.deliver(sender, message);
            case CpgPartialMcast.FUNCTION -> carrier.deliverPart(sender, message);
            case CpgProcJoin.FUNCTION -> onJoin(sender, CpgProcJoin.decode(message));
            case CpgProcLeave.FUNCTION -> onLeave(sender, CpgProcLeave.decode(message));
            case CpgJoinList.FUNCTION -> onJoinList(sender, CpgJoinList.decode(message));
            case CpgDownlist.FUNCTION -> onDownlist(CpgDownlist.decode(message));
            case CpgOldDownlist.FUNCTION -> CpgOldDownlist.decode(message) != null;
            default -> false;
        };
        if (!understood) {
            malformed++;
            // one line each time the number doubles: a broken sender cannot fill the log
            if (Long.bitCount(malformed) == 1) {
                context.log(LogLevel.WARNING, CPG, "Discarding malformed message from node "
                        + Integer.toUnsignedString(sender) + " (" + malformed + " so far)");
            }
        }
    }

    private boolean onJoin(int sender, CpgProcJoin message) {
        if (message == null) {
            return false;
        }
        context.log(LogLevel.DEBUG, CPG, "got procjoin message from " + who(sender, message.pid()));
        Process process = new Process(sender, message.pid(), new GroupName(message.group()));
        sync.joinedMeanwhile(process);
        if (!table.contains(sender, message.pid(), process.group())) {
            if (table.isFull()) {
                context.log(LogLevel.ERROR, CPG,
                        "Too many processes in groups, ignoring " + who(sender, message.pid()));
            } else {
                views.join(process.group(), List.of(process), CpgReply.REASON_JOIN);
            }
        }
        return true;
    }

    private boolean onLeave(int sender, CpgProcLeave message) {
        if (message == null
                || message.reason() != CpgProcLeave.LEAVE && message.reason() != CpgProcLeave.PROCESS_DOWN) {
            return false;
        }
        context.log(LogLevel.DEBUG, CPG, "got procleave message from " + who(sender, message.pid()));
        Process process = new Process(sender, message.pid(), new GroupName(message.group()));
        sync.leftMeanwhile(process);
        // one that is not there leaves no view: nobody's members would differ
        if (table.contains(sender, message.pid(), process.group())) {
            views.leave(table.group(process.group()), List.of(process), message.reason());
        }
        return true;
    }

    private String who(int nodeId, int pid) {
        StringBuilder text = new StringBuilder("cluster node ").append(Integer.toUnsignedString(nodeId)).append(" (");
        int link = 0;
        for (InetAddress address : context.addresses(nodeId)) {
            text.append("r(").append(link++).append(") ip(").append(address.getHostAddress()).append(") ");
        }
        return text.append(") for pid ").append(Integer.toUnsignedString(pid)).toString();
    }

    private boolean onJoinList(int sender, CpgJoinList message) {
        if (message == null) {
            return false;
        }
        context.log(LogLevel.DEBUG, CPG, "got joinlist message from node " + Integer.toUnsignedString(sender));
        sync.onJoinList(sender, message);
        return true;
    }

    // every node acts on the list that it computed itself
    private boolean onDownlist(CpgDownlist message) {
        if (message == null) {
            return false;
        }
        context.log(LogLevel.DEBUG, CPG, "downlist left_list: " + message.left().length + " received");
        return true;
    }

    @Override
    public void syncInit(Membership change, long nowNs) {
        sync.init(change);
    }

    @Override
    public boolean syncProcess(long nowNs) {
        return sync.process();
    }

    @Override
    public void syncActivate(long nowNs) {
        sync.activate();
    }

    @Override
    public void syncAbort() {
        sync.abort();
    }

    @Override
    public int requests() {
        return CpgRequests.COUNT;
    }

    @Override
    public boolean gated(int request) {
        return CpgRequests.gated(request);
    }

    @Override
    public boolean answered(int request) {
        return request != CpgRequest.Mcast.ID;
    }

    @Override
    public boolean backlogged() {
        return multicast.isBacklogged();
    }

    @Override
    public void onConnect(ClientSession session) {
        CpgClient client = new CpgClient(session);
        session.attach(client);
        clients.add(client);
    }

    @Override
    public void onRequest(ClientSession session, int request, ByteBuffer message, long nowNs) {
        CpgClient client = session.attachment();
        if (client == null) {
            session.disconnect();
            return;
        }
        requests.on(client, request, message, nowNs);
    }

    @Override
    public void onDisconnect(ClientSession session, long nowNs) {
        CpgClient client = session.attachment();
        if (client == null || !clients.remove(client)) {
            return;
        }
        client.zeroCopy().freeAll();
        if (client.mayMulticast()) {
            multicast.sendSurely(new CpgProcLeave(client.group().name().latin1(), client.pid(),
                    CpgProcLeave.PROCESS_DOWN).encode(), nowNs);
        }
        Group group = client.group();
        client.left();
        if (group != null) {
            table.forgetIfEmpty(group);
        }
    }

    @Override
    public long nextDeadlineNs() {
        return multicast.nextDeadlineNs();
    }

    @Override
    public void onDeadline(long nowNs) {
        multicast.onDeadline(nowNs);
    }
}
