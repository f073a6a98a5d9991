package org.choros.client;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.FutureTask;

import org.choros.base.CsError;
import org.choros.cpg.CpgGroup;
import org.choros.cpg.CpgListener;
import org.choros.cpg.CpgMember;
import org.choros.cpg.CpgMessage;
import org.choros.cpg.CpgView;
import org.choros.wire.ipc.BareReply;
import org.choros.wire.ipc.CpgReply;
import org.choros.wire.ipc.CpgRequest;
import org.choros.wire.ipc.IpcError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A group whose node goes and comes back: it is joined again, and who listens is told that this is another life. */
@Timeout(90)
final class CpgReconnectTest {
    private static final int PID = (int) ProcessHandle.current().pid();

    @TempDir
    private Path folder;
    private final Heard heard = new Heard();
    private final CpgListener listener = new CpgListener() {
        @Override
        public void delivered(CpgMessage message) {
            heard.line("message of " + message.bytes().length);
        }

        @Override
        public void changed(CpgView view) {
            heard.line("view of " + view.members().size());
        }

        @Override
        public void lost() {
            heard.line("lost");
        }

        @Override
        public void rejoined(CpgMember self) {
            heard.line("rejoined as " + self.nodeId());
        }
    };

    private FakeNode node(boolean socket) throws Exception {
        return new FakeNode("cpg", folder, socket, 0);
    }

    private static ClientOptions options(FakeNode node) {
        return node.options().withReconnect(Duration.ofMillis(200));
    }

    private static CpgClient connect(ClientOptions options) throws Exception {
        return new ChorosClient(options).cpg();
    }

    private static <T extends CpgRequest> T next(FakeNode node, Class<T> type) throws Exception {
        return assertInstanceOf(type, CpgRequest.decode(node.request()));
    }

    private static void letIn(FakeNode node, int nodeId) throws Exception {
        next(node, CpgRequest.LocalGet.class);
        node.reply(new CpgReply.LocalGet(IpcError.OK, nodeId));
        assertEquals(new CpgRequest.Join("crew", PID, CpgRequest.FLAG_INITIAL_TOTEM_CONFCHG),
                next(node, CpgRequest.Join.class));
        node.reply(new BareReply(CpgReply.JOIN, IpcError.OK));
    }

    private CpgGroup join(FakeNode node, CpgClient cpg) throws Exception {
        FutureTask<CpgGroup> join = Background.begin(() -> cpg.join("crew", listener));
        letIn(node, 1);
        return Background.get(join);
    }

    private static CpgReply.Confchg view(int nodeId) {
        CpgReply.Address self = new CpgReply.Address(nodeId, PID, 1);
        return new CpgReply.Confchg(IpcError.OK, "crew", List.of(self), List.of(), List.of(self));
    }

    private static CpgReply.PartialDeliver part(int type) {
        return new CpgReply.PartialDeliver(IpcError.OK, "crew", 2, 2, 4711, type, new byte[]{1});
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void isJoinedAgainInAnotherLife(boolean socket) throws Exception {
        try (FakeNode node = node(socket); CpgClient cpg = connect(options(node).withDispatchThreads(true))) {
            cpg.listen(heard);
            CpgGroup group = join(node, cpg);
            node.event(view(1));
            heard.expect("view of 1");
            node.flowControl(2);
            CompletableFuture<Void> waiting = group.send(new byte[]{1});
            // of the life before; its second half would belong to the next
            node.event(part(CpgRequest.FIRST));
            node.event(new CpgReply.Deliver(IpcError.OK, "crew", 2, 4711, new byte[3]));
            node.die();
            heard.expect("message of 3", "lost", "disconnected LIBRARY");
            assertEquals(CsError.LIBRARY, Background.error(waiting));
            assertEquals(CsError.LIBRARY, Background.errorNow(group.send(new byte[]{2})));
            assertEquals(CsError.LIBRARY, Background.thrown(() -> group.mcast(new byte[]{2})));
            assertEquals(CsError.TRY_AGAIN, Background.thrown(cpg::groups));

            try (FakeNode next = node.restarted(folder.resolve("next"))) {
                letIn(next, 7);
                heard.expect("reconnected", "rejoined as 7");
                next.event(part(CpgRequest.LAST));
                next.event(view(7));
                heard.expect("view of 1");
                assertEquals(new CpgMember(7, PID), group.self());
                group.mcast(new byte[]{3});
                assertArrayEquals(new byte[]{3}, next(next, CpgRequest.Mcast.class).message());
                CompletableFuture<Void> sent = group.send(new byte[]{4});
                next(next, CpgRequest.ZcAlloc.class);
                next.reply(new BareReply(CpgReply.ZC_ALLOC, IpcError.NOT_SUPPORTED));
                for (int i = 0; i < 2; i++) {
                    next(next, CpgRequest.PartialMcast.class);
                    next.reply(new BareReply(CpgReply.PARTIAL_MCAST, IpcError.OK));
                }
                Background.get(sent);
                heard.expectNothingElse();
            }
        }
    }

    /** A node may still know who we were, or synchronise: then it is asked again. */
    @Test
    void asksAgainUntilItIsLetIn() throws Exception {
        try (FakeNode node = node(false); CpgClient cpg = connect(options(node).withDispatchThreads(true))) {
            cpg.listen(heard);
            join(node, cpg);
            node.die();
            heard.expect("lost", "disconnected LIBRARY");
            try (FakeNode next = node.restarted(folder.resolve("next"))) {
                next(next, CpgRequest.LocalGet.class);
                next.reply(new CpgReply.LocalGet(IpcError.OK, 1));
                next(next, CpgRequest.Join.class);
                next.reply(new BareReply(0, IpcError.TRY_AGAIN));
                heard.expectFailure(CsError.TRY_AGAIN);
                next.die();
            }
            try (FakeNode last = node.restarted(folder.resolve("last"))) {
                letIn(last, 1);
                heard.expect("reconnected", "rejoined as 1");
            }
        }
    }

    /** Who dispatches himself is told there; no call takes events away from him. */
    @Test
    void whoDispatchesIsToldInOrder() throws Exception {
        try (FakeNode node = node(false); CpgClient cpg = connect(options(node))) {
            cpg.listen(heard);
            join(node, cpg);
            node.event(view(1));
            node.die();
            assertEquals(CsError.TRY_AGAIN, Background.thrown(cpg::groups));
            try (FakeNode next = node.restarted(folder.resolve("next"))) {
                assertEquals(CsError.TRY_AGAIN, Background.thrown(cpg::groups));
                FutureTask<Void> dispatch = Background.run(cpg::dispatchUntilClosed);
                letIn(next, 1);
                heard.expect("view of 1", "lost", "disconnected LIBRARY", "reconnected", "rejoined as 1");
                cpg.close();
                Background.get(dispatch);
            }
        }
    }

    @Test
    void whoHasLeftIsNotJoinedAgain() throws Exception {
        try (FakeNode node = node(false); CpgClient cpg = connect(options(node).withDispatchThreads(true))) {
            cpg.listen(heard);
            CpgGroup group = join(node, cpg);
            node.die();
            heard.expect("lost", "disconnected LIBRARY");
            // there is nobody to tell, and nothing to leave any more
            group.leave();
            assertEquals(CsError.NOT_EXIST, Background.thrown(group::leave));
            try (FakeNode next = node.restarted(folder.resolve("next"))) {
                heard.expect("reconnected");
                join(next, cpg);
                next.event(view(1));
                heard.expect("view of 1");
            }
        }
    }

    @Test
    void withoutTheOptionNobodyIsTold() throws Exception {
        try (FakeNode node = node(false); CpgClient cpg = connect(node.options())) {
            CpgGroup group = join(node, cpg);
            node.die();
            assertEquals(CsError.LIBRARY, Background.thrown(() -> cpg.dispatch(-1)));
            assertEquals(CsError.LIBRARY, Background.thrown(group::leave));
            heard.expectNothingElse();
        }
    }
}
