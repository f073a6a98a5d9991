package org.choros.itests.clients;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

import org.choros.base.ChorosException;
import org.choros.base.RingId;
import org.choros.client.CpgClient;
import org.choros.client.ZeroCopyBuffer;
import org.choros.cpg.CpgChange;
import org.choros.cpg.CpgGroup;
import org.choros.cpg.CpgListener;
import org.choros.cpg.CpgMember;
import org.choros.cpg.CpgMessage;
import org.choros.cpg.CpgProcess;
import org.choros.cpg.CpgView;

/** All of cpg. */
final class CpgWalk implements CpgListener {
    private static final String GROUP = "walk\0";
    private static final int LIMIT_S = 60;

    private final JavaWalk walk;
    private final List<String> heard = new ArrayList<>();

    CpgWalk(JavaWalk walk) {
        this.walk = walk;
    }

    private static String shown(CpgMember member) {
        return member.nodeId() + (member.pid() == ProcessHandle.current().pid() ? ":me" : ":other");
    }

    @Override
    public void delivered(CpgMessage message) {
        byte[] bytes = message.bytes();
        heard.add("message of " + shown(message.sender()) + ", " + bytes.length + " bytes, "
                + (bytes.length == 0 ? "empty" : bytes[0] + " to " + bytes[bytes.length - 1]));
    }

    @Override
    public void changed(CpgView view) {
        heard.add("view " + view.members().stream().map(CpgWalk::shown).toList() + " left " + changes(view.left())
                + " joined " + changes(view.joined()));
    }

    private static List<String> changes(List<CpgChange> changes) {
        return changes.stream().map(c -> shown(c.member()) + " " + c.reason()).toList();
    }

    @Override
    public void ring(RingId ringId, int[] members) {
        heard.add("ring of " + ringId.nodeId() + " with " + members.length);
    }

    private static byte[] message(int length, int first) {
        byte[] message = new byte[length];
        message[0] = (byte) first;
        message[length - 1] = (byte) (first + 1);
        return message;
    }

    void walk() throws Exception {
        try (CpgClient cpg = walk.node().cpg(); CpgClient second = walk.node().cpg()) {
            JavaWalk.call("local node", cpg::localNodeId);
            JavaWalk.call("longest", cpg::atomicMessageMax);
            JavaWalk.call("a long name", () -> cpg.join("x".repeat(129), this));
            JavaWalk.call("members of none", () -> cpg.members(GROUP));
            ZeroCopyBuffer early = cpg.allocate(100);
            JavaWalk.deed("shared memory without a group", () -> early.send(10));
            early.close();
            CpgGroup group = cpg.join(GROUP, this);
            JavaWalk.await(cpg, heard, 2);
            JavaWalk.call("self", () -> shown(group.self()));
            JavaWalk.call("join again", () -> cpg.join(GROUP, this));
            JavaWalk.call("join elsewhere", () -> second.join(GROUP, this));
            JavaWalk.call("blocked", group::blocked);
            lists(cpg);
            messages(cpg, group);
            JavaWalk.deed("leave", group::leave);
            JavaWalk.await(cpg, heard, 1);
            JavaWalk.deed("leave again", group::leave);
            JavaWalk.deed("send after all", () -> group.mcast(new byte[1]));
            JavaWalk.deed("confirmed after all", () -> group.mcastConfirmed(new byte[1]));
            future("queued after all", group.send(new byte[1]));
            JavaWalk.call("members of none", () -> cpg.members(GROUP));
        }
    }

    private static void lists(CpgClient cpg) throws ChorosException {
        JavaWalk.call("members", () -> cpg.members(GROUP).stream().map(CpgWalk::shown).toList());
        JavaWalk.call("groups", () -> cpg.groups().contains(GROUP));
        JavaWalk.call("one group", () -> shown(cpg.processes(GROUP)));
        JavaWalk.call("no group", () -> cpg.processes("nobody"));
        JavaWalk.call("all", () -> shown(cpg.processes().stream().filter(p -> p.group().equals(GROUP)).toList()));
    }

    private static String shown(List<CpgProcess> processes) {
        return processes.stream().map(p -> p.group().trim() + " " + shown(p.member())).toList().toString();
    }

    private static void future(String what, CompletableFuture<Void> future) throws Exception {
        try {
            future.get(LIMIT_S, TimeUnit.SECONDS);
            JavaWalk.line(what + ": taken");
        } catch (ExecutionException e) {
            JavaWalk.line(what + ": " + ((ChorosException) e.getCause()).error());
        }
    }

    private void messages(CpgClient cpg, CpgGroup group) throws Exception {
        group.mcast(new byte[0]);
        group.mcast(message(100, 1));
        group.mcastConfirmed(message(1000, 2));
        CompletableFuture<Void> empty = group.send(new byte[0]);
        CompletableFuture<Void> queued = group.send(message(100_000, 3));
        CompletableFuture<Void> longest = group.send(message(2_500_000, 4));
        future("empty", empty);
        future("queued", queued);
        future("longest", longest);
        group.mcast(message(3_000_000, 5));
        try (ZeroCopyBuffer buffer = cpg.allocate(1000)) {
            JavaWalk.call("room", () -> buffer.capacity() >= 1000);
            buffer.message().put(message(500, 6));
            buffer.send(500);
            buffer.send(10);
        }
        JavaWalk.await(cpg, heard, 9);
    }
}
