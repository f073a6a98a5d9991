package org.choros.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.FutureTask;

import org.choros.base.CsError;
import org.choros.base.RingId;
import org.choros.base.Tracking;
import org.choros.cfg.ShutdownMode;
import org.choros.quorum.NodeState;
import org.choros.quorum.QuorumListener;
import org.choros.quorum.VoteQuorumListener;
import org.choros.wire.ipc.BareReply;
import org.choros.wire.ipc.CfgReply;
import org.choros.wire.ipc.CfgRequest;
import org.choros.wire.ipc.CmapReply;
import org.choros.wire.ipc.IpcError;
import org.choros.wire.ipc.IpcRingId;
import org.choros.wire.ipc.QuorumReply;
import org.choros.wire.ipc.QuorumRequest;
import org.choros.wire.ipc.VoteQuorumReply;
import org.choros.wire.ipc.VoteQuorumRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Quorum, votequorum and cfg of a node that goes and comes back: trackings are made again, the state is told. */
@Timeout(90)
final class TrackingReconnectTest {
    @TempDir
    private Path folder;
    private final Heard heard = new Heard();

    private final class Listener implements QuorumListener {
        @Override
        public void quorum(boolean quorate, RingId ringId, int[] members) {
            heard.line("quorum " + quorate + " " + ringId + " " + Arrays.toString(members));
        }

        @Override
        public void nodes(RingId ringId, int[] members, int[] joined, int[] left) {
            heard.line("nodes " + ringId + " " + Arrays.toString(members));
        }
    }

    private static ClientOptions options(FakeNode node) {
        return node.options().withReconnect(Duration.ofMillis(200)).withDispatchThreads(true);
    }

    /** The map of a node that is not of 2.4, for who asks before newer requests are sent. */
    private FakeNode notOld(FakeNode node, int number) throws Exception {
        return new FakeNode(node, "cmap", Files.createDirectories(folder.resolve("map" + number)));
    }

    private static void sayNew(FakeNode map) throws Exception {
        map.request();
        map.reply(CmapReply.Get.failed(IpcError.NOT_EXIST));
    }

    private static void track(FakeNode node, int flags) throws Exception {
        assertEquals(flags, assertInstanceOf(QuorumRequest.TrackStart.class,
                QuorumRequest.decode(node.request())).flags());
    }

    private static void model(FakeNode node) throws Exception {
        assertInstanceOf(QuorumRequest.ModelGetType.class, QuorumRequest.decode(node.request()));
        node.reply(new QuorumReply.ModelType(IpcError.OK, true));
    }

    @ParameterizedTest
    @EnumSource(names = {"CHANGES", "CHANGES_ONLY"})
    void quorumIsToldAfterEveryReturn(TrackKind kind) throws Exception {
        try (FakeNode node = new FakeNode("quorum", folder, false, 0); FakeNode map = notOld(node, 1)) {
            FutureTask<QuorumClient> open = Background.begin(() -> new ChorosClient(options(node)).quorum());
            sayNew(map);
            map.die();
            model(node);
            try (QuorumClient quorum = Background.get(open)) {
                quorum.listen(heard);
                FutureTask<Tracking> track = Background.begin(() -> quorum.track(new Listener(), kind));
                track(node, kind == TrackKind.CHANGES ? 3 : 4);
                node.reply(new BareReply(QuorumReply.TRACKSTART, IpcError.OK));
                Background.get(track);
                node.die();
                heard.expect("disconnected LIBRARY");
                try (FakeNode next = node.restarted(folder.resolve("next")); FakeNode nextMap = notOld(node, 2)) {
                    sayNew(nextMap);
                    model(next);
                    track(next, 3);
                    next.event(new QuorumReply.V1NodeList(IpcError.OK, new IpcRingId(1, 16), new int[]{1}, new int[0],
                            new int[0]));
                    next.event(new QuorumReply.V1Quorum(IpcError.OK, false, new IpcRingId(1, 16), new int[]{1}));
                    next.reply(new BareReply(QuorumReply.TRACKSTART, IpcError.OK));
                    heard.expect("reconnected", "nodes 1.10 [1]", "quorum false 1.10 [1]");
                    assertEquals(QuorumModel.V1, quorum.model());
                }
            }
        }
    }

    /** The state of once is not told again, and a model that was chosen is kept. */
    @Test
    void whatWasTrackedOnceIsNotTrackedAgain() throws Exception {
        try (FakeNode node = new FakeNode("quorum", folder, false, 0)) {
            FutureTask<QuorumClient> open = Background.begin(
                    () -> new ChorosClient(options(node)).quorum(QuorumModel.V0));
            type(node, true);
            try (QuorumClient quorum = Background.get(open)) {
                assertEquals(QuorumModel.V0, quorum.model());
                assertTrue(quorum.hasProvider());
                quorum.listen(heard);
                FutureTask<Tracking> track = Background.begin(() -> quorum.track(new Listener(), TrackKind.CURRENT));
                track(node, 1);
                node.event(new QuorumReply.V0Notification(IpcError.OK, true, 32, new int[]{1, 2}));
                node.reply(new BareReply(QuorumReply.TRACKSTART, IpcError.OK));
                heard.expect("quorum true 0.20 [1, 2]");
                Background.get(track).close();
                node.die();
                heard.expect("disconnected LIBRARY");
                try (FakeNode next = node.restarted(folder.resolve("next"))) {
                    type(next, false);
                    heard.expect("reconnected");
                    assertFalse(quorum.hasProvider());
                    FutureTask<Boolean> quorate = Background.begin(quorum::quorate);
                    assertInstanceOf(QuorumRequest.GetQuorate.class, QuorumRequest.decode(next.request()));
                    next.reply(new QuorumReply.Quorate(IpcError.OK, true));
                    assertTrue(Background.get(quorate));
                }
            }
        }
    }

    private static void type(FakeNode node, boolean provider) throws Exception {
        assertInstanceOf(QuorumRequest.GetType.class, QuorumRequest.decode(node.request()));
        node.reply(new QuorumReply.Type(IpcError.OK, provider));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void votesAreToldAfterEveryReturn(boolean socket) throws Exception {
        try (FakeNode node = new FakeNode("votequorum", folder, socket, 0);
                VoteQuorumClient votes = new ChorosClient(options(node)).voteQuorum()) {
            votes.listen(heard);
            FutureTask<Tracking> track = Background.begin(() -> votes.track(new VoteQuorumListener() {
                @Override
                public void quorum(boolean quorate, Map<Integer, NodeState> nodes) {
                    heard.line("quorum " + quorate + " " + nodes);
                }

                @Override
                public void expectedVotes(int expectedVotes) {
                    heard.line("expected " + expectedVotes);
                }
            }));
            votesTracked(node);
            Background.get(track);
            node.event(new VoteQuorumReply.ExpectedVotesNotification(IpcError.OK, 1, 3));
            heard.expect("expected 3");
            node.die();
            heard.expect("disconnected LIBRARY");
            try (FakeNode next = node.restarted(folder.resolve("next"))) {
                next.flowControl(0);
                votesTracked(next);
                next.event(new VoteQuorumReply.QuorumNotification(IpcError.OK, true, 1,
                        List.of(new VoteQuorumReply.QuorumNotification.Node(1, 1))));
                heard.expect("reconnected", "quorum true {1=MEMBER}");
            }
        }
    }

    private static void votesTracked(FakeNode node) throws Exception {
        assertEquals(3, assertInstanceOf(VoteQuorumRequest.TrackStart.class,
                VoteQuorumRequest.decode(node.request())).flags());
        node.reply(new BareReply(VoteQuorumReply.DONE, IpcError.OK));
    }

    @Test
    void shutdownsAreAskedForAfterEveryReturn() throws Exception {
        try (FakeNode node = new FakeNode("cfg", folder, false, 0);
                FakeNode map = notOld(node, 1);
                CfgClient cfg = new ChorosClient(options(node)).cfg()) {
            cfg.listen(heard);
            FutureTask<Tracking> track = Background.begin(() -> cfg.trackShutdown(mode -> {
                heard.line("asked " + mode);
                return mode == ShutdownMode.REGARDLESS;
            }));
            sayNew(map);
            map.die();
            shutdownTracked(node);
            Background.get(track);
            node.die();
            heard.expect("disconnected LIBRARY");
            assertEquals(CsError.TRY_AGAIN, Background.thrown(cfg::reload));
            try (FakeNode next = node.restarted(folder.resolve("next")); FakeNode nextMap = notOld(node, 2)) {
                sayNew(nextMap);
                shutdownTracked(next);
                next.event(new CfgReply.TestShutdown(IpcError.OK, 1));
                heard.expect("reconnected", "asked REGARDLESS");
                assertTrue(assertInstanceOf(CfgRequest.ReplyToShutdown.class,
                        CfgRequest.decode(next.request())).yes());
                next.reply(new BareReply(CfgReply.REPLY_TO_SHUTDOWN, IpcError.OK));
            }
        }
    }

    private static void shutdownTracked(FakeNode node) throws Exception {
        assertInstanceOf(CfgRequest.TrackStart.class, CfgRequest.decode(node.request()));
        node.reply(new BareReply(CfgReply.TRACKSTART, IpcError.OK));
    }
}
