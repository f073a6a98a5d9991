package org.choros.client;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

import org.choros.base.ChorosException;
import org.choros.base.CsError;
import org.choros.base.RingId;
import org.choros.cpg.CpgChange;
import org.choros.cpg.CpgGroup;
import org.choros.cpg.CpgListener;
import org.choros.cpg.CpgMember;
import org.choros.cpg.CpgMessage;
import org.choros.cpg.CpgProcess;
import org.choros.cpg.CpgReason;
import org.choros.cpg.CpgView;
import org.choros.wire.ipc.BareReply;
import org.choros.wire.ipc.CpgReply;
import org.choros.wire.ipc.CpgRequest;
import org.choros.wire.ipc.IpcError;
import org.choros.wire.ipc.IpcRingId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** ipc.md 2.3, the client's side, over both channel types against a server that a test drives. */
@Timeout(60)
final class CpgClientTest {
    private static final int PID = (int) ProcessHandle.current().pid();
    private static final CpgMember SELF = new CpgMember(2, PID);
    private static final CpgMember PEER = new CpgMember(1, 4711);
    // Pacemaker's names count their NUL
    private static final String GROUP = "crmd\0";

    @TempDir
    private Path folder;

    /** Writes down what it hears. */
    private static final class Recorder implements CpgListener {
        private final List<String> heard = new ArrayList<>();
        private final List<byte[]> messages = new ArrayList<>();
        private CpgView view;

        @Override
        public void delivered(CpgMessage message) {
            heard.add(message.sender() + " sends " + message.bytes().length);
            messages.add(message.bytes());
        }

        @Override
        public void changed(CpgView changed) {
            view = changed;
            heard.add("view of " + changed.members().size());
        }

        @Override
        public void ring(RingId ringId, int[] members) {
            heard.add("ring " + ringId + " of " + Arrays.toString(members));
        }
    }

    private static <T> FutureTask<T> begin(Callable<T> call) {
        FutureTask<T> task = new FutureTask<>(call);
        Thread thread = new Thread(task, "caller");
        thread.setDaemon(true);
        thread.start();
        return task;
    }

    private interface Call {
        void run() throws ChorosException;
    }

    private static FutureTask<Void> run(Call call) {
        return begin(() -> {
            call.run();
            return null;
        });
    }

    private static CsError error(FutureTask<?> task) {
        ExecutionException e = assertThrows(ExecutionException.class, () -> task.get(30, TimeUnit.SECONDS));
        return assertInstanceOf(ChorosException.class, e.getCause()).error();
    }

    private FakeNode node(boolean socket) throws Exception {
        return new FakeNode("cpg", folder, socket, 0);
    }

    private static CpgClient connect(FakeNode node) throws ChorosException {
        return new ChorosClient(node.options()).cpg();
    }

    private static <T extends CpgRequest> T next(FakeNode node, Class<T> type) throws Exception {
        return assertInstanceOf(type, CpgRequest.decode(node.request()));
    }

    private static CpgGroup join(FakeNode node, CpgClient cpg, CpgListener listener) throws Exception {
        FutureTask<CpgGroup> join = begin(() -> cpg.join(GROUP, listener));
        next(node, CpgRequest.LocalGet.class);
        node.reply(new CpgReply.LocalGet(IpcError.OK, SELF.nodeId()));
        CpgRequest.Join request = next(node, CpgRequest.Join.class);
        assertEquals(new CpgRequest.Join(GROUP, PID, CpgRequest.FLAG_INITIAL_TOTEM_CONFCHG), request);
        node.reply(new BareReply(CpgReply.JOIN, IpcError.OK));
        return join.get(30, TimeUnit.SECONDS);
    }

    private static CpgReply.Address address(CpgMember member, CpgReason reason) {
        return new CpgReply.Address(member.nodeId(), member.pid(), reason.ordinal());
    }

    private static CpgReply.Confchg view(List<CpgMember> members, List<CpgReply.Address> left,
            List<CpgReply.Address> joined) {
        return new CpgReply.Confchg(IpcError.OK, GROUP,
                members.stream().map(m -> address(m, CpgReason.UNDEFINED)).toList(), left, joined);
    }

    private static void dispatch(CpgClient cpg, Recorder recorder, int count) throws ChorosException {
        while (recorder.heard.size() < count) {
            cpg.dispatch(-1);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void hearsOfTheGroupInOrder(boolean socket) throws Exception {
        Recorder recorder = new Recorder();
        try (FakeNode node = node(socket); CpgClient cpg = connect(node)) {
            CpgGroup group = join(node, cpg, recorder);
            assertEquals(SELF, group.self());
            assertEquals(GROUP, group.name());
            node.event(view(List.of(PEER, SELF), List.of(), List.of(address(SELF, CpgReason.JOIN))));
            node.event(new CpgReply.TotemConfchg(IpcError.OK, new IpcRingId(1, 0x2a), new int[]{1, 2}));
            node.event(new CpgReply.Deliver(IpcError.OK, GROUP, 1, 4711, new byte[]{1, 2, 3}));
            dispatch(cpg, recorder, 3);
            assertEquals(List.of("view of 2", "ring 1.2a of [1, 2]", "1:4711 sends 3"), recorder.heard);
            assertEquals(new CpgView(GROUP, List.of(PEER, SELF), List.of(),
                    List.of(new CpgChange(SELF, CpgReason.JOIN))), recorder.view);
            node.event(view(List.of(SELF), List.of(address(PEER, CpgReason.NODE_DOWN)), List.of()));
            dispatch(cpg, recorder, 4);
            assertEquals(List.of(new CpgChange(PEER, CpgReason.NODE_DOWN)), recorder.view.left());
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void sendsWithoutWaitingForAnAnswer(boolean socket) throws Exception {
        try (FakeNode node = node(socket); CpgClient cpg = connect(node)) {
            CpgGroup group = join(node, cpg, new Recorder());
            for (int i = 0; i < 50; i++) {
                group.mcast(new byte[]{(byte) i});
                assertArrayEquals(new byte[]{(byte) i}, next(node, CpgRequest.Mcast.class).message());
            }
            group.mcast(new byte[0]);
            assertEquals(0, next(node, CpgRequest.Mcast.class).message().length);
        }
    }

    /** ipc.md 1.6: level 2 stops messages and lets other calls wait at the node. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void flowControlSaysTryAgain(boolean socket) throws Exception {
        try (FakeNode node = node(socket); CpgClient cpg = connect(node)) {
            CpgGroup group = join(node, cpg, new Recorder());
            for (int level = 1; level <= 2; level++) {
                node.flowControl(level);
                assertTrue(group.blocked());
                ChorosException e = assertThrows(ChorosException.class, () -> group.mcast(new byte[1]));
                assertEquals(CsError.TRY_AGAIN, e.error());
            }
            FutureTask<List<CpgMember>> members = begin(() -> cpg.members(GROUP));
            next(node, CpgRequest.MembershipGet.class);
            node.reply(new CpgReply.Membership(IpcError.OK, List.of(new CpgReply.Membership.Member(1, 4711))));
            assertEquals(List.of(PEER), members.get(30, TimeUnit.SECONDS));
            node.flowControl(0);
            assertFalse(group.blocked());
            group.mcast(new byte[]{7});
            assertArrayEquals(new byte[]{7}, next(node, CpgRequest.Mcast.class).message());
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aLongMessageGoesInParts(boolean socket) throws Exception {
        byte[] message = new byte[2_500_000];
        new Random(1).nextBytes(message);
        ByteBuffer got = ByteBuffer.allocate(message.length);
        try (FakeNode node = node(socket); CpgClient cpg = connect(node)) {
            CpgGroup group = join(node, cpg, new Recorder());
            FutureTask<Void> send = run(() -> group.mcast(message));
            int type = CpgRequest.FIRST;
            while (got.hasRemaining()) {
                CpgRequest.PartialMcast part = next(node, CpgRequest.PartialMcast.class);
                got.put(part.fragment());
                assertEquals(message.length, part.length());
                assertEquals(got.hasRemaining() ? type : CpgRequest.LAST, part.type());
                type = CpgRequest.MIDDLE;
                node.reply(new BareReply(CpgReply.PARTIAL_MCAST, IpcError.OK));
            }
            send.get(30, TimeUnit.SECONDS);
            assertArrayEquals(message, got.array());
        }
    }

    @Test
    void aLongMessageEndsWhenTheGroupChanges() throws Exception {
        try (FakeNode node = node(false); CpgClient cpg = connect(node)) {
            CpgGroup group = join(node, cpg, new Recorder());
            FutureTask<Void> send = run(() -> group.mcast(new byte[3_000_000]));
            next(node, CpgRequest.PartialMcast.class);
            node.reply(new BareReply(CpgReply.PARTIAL_MCAST, IpcError.OK));
            next(node, CpgRequest.PartialMcast.class);
            node.reply(new BareReply(CpgReply.PARTIAL_MCAST, IpcError.INTERRUPT));
            assertEquals(CsError.INTERRUPT, error(send));
            ChorosException e = assertThrows(ChorosException.class,
                    () -> group.mcast(new byte[CpgGroup.MESSAGE_MAX + 1]));
            assertEquals(CsError.TOO_BIG, e.error());
            assertTrue(cpg.connected());
        }
    }

    @Test
    void partsOfSeveralSendersArePutTogether() throws Exception {
        Recorder recorder = new Recorder();
        try (FakeNode node = node(false); CpgClient cpg = connect(node)) {
            join(node, cpg, recorder);
            node.event(part(1, CpgRequest.FIRST, 5, 1, 2));
            node.event(part(2, CpgRequest.FIRST, 2, 9));
            node.event(part(1, CpgRequest.MIDDLE, 5, 3, 4));
            node.event(part(2, CpgRequest.LAST, 2, 8));
            node.event(part(1, CpgRequest.LAST, 5, 5));
            dispatch(cpg, recorder, 2);
            assertArrayEquals(new byte[]{9, 8}, recorder.messages.get(0));
            assertArrayEquals(new byte[]{1, 2, 3, 4, 5}, recorder.messages.get(1));
            node.event(part(1, CpgRequest.FIRST, 3, 1, 2));
            node.event(view(List.of(SELF), List.of(new CpgReply.Address(1, 4711, 5)), List.of()));
            node.event(part(1, CpgRequest.LAST, 3, 3));
            node.event(view(List.of(SELF, PEER), List.of(), List.of(address(PEER, CpgReason.JOIN))));
            dispatch(cpg, recorder, 4);
            assertEquals(List.of("view of 1", "view of 2"), recorder.heard.subList(2, 4));
        }
    }

    private static CpgReply.PartialDeliver part(int node, int type, int length, int... bytes) {
        byte[] fragment = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            fragment[i] = (byte) bytes[i];
        }
        return new CpgReply.PartialDeliver(IpcError.OK, GROUP, length, node, 4711, type, fragment);
    }

    /** ipc.md 2.3, zero copy: the server maps and unlinks the file, puts its token at 8, reads the message at 56. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aConfirmedMessageGoesThroughSharedMemory(boolean socket) throws Exception {
        try (FakeNode node = node(socket); CpgClient cpg = connect(node)) {
            CpgGroup group = join(node, cpg, new Recorder());
            FutureTask<Void> send = run(() -> group.mcastConfirmed(new byte[]{4, 5, 6}));
            CpgRequest.ZcAlloc alloc = next(node, CpgRequest.ZcAlloc.class);
            ByteBuffer memory;
            try (RandomAccessFile file = new RandomAccessFile(alloc.path(), "rw")) {
                assertEquals(alloc.mapSize(), file.length());
                memory = file.getChannel().map(MapMode.READ_WRITE, 0, file.length()).order(ByteOrder.LITTLE_ENDIAN);
            }
            Files.delete(Path.of(alloc.path()));
            memory.putLong(8, 0x7f00_1234_0000L);
            // what C leaves in the error of this reply is not defined
            node.reply(new BareReply(CpgReply.ZC_ALLOC, 77));
            executed(node, memory, IpcError.OK, 4, 5, 6);
            send.get(30, TimeUnit.SECONDS);
            FutureTask<Void> again = run(() -> group.mcastConfirmed(new byte[]{7}));
            executed(node, memory, IpcError.TRY_AGAIN, 7);
            assertEquals(CsError.TRY_AGAIN, error(again));
            FutureTask<Void> larger = run(() -> group.mcastConfirmed(new byte[100_000]));
            CpgRequest.ZcAlloc second = next(node, CpgRequest.ZcAlloc.class);
            assertTrue(second.mapSize() >= 100_056);
            node.reply(new BareReply(CpgReply.ZC_ALLOC, IpcError.TRY_AGAIN));
            assertEquals(CsError.TRY_AGAIN, error(larger));
            assertFalse(Files.exists(Path.of(second.path())));
        }
    }

    private static void executed(FakeNode node, ByteBuffer memory, int error, int... bytes) throws Exception {
        assertEquals(0x7f00_1234_0000L, next(node, CpgRequest.ZcExecute.class).token());
        assertEquals(bytes.length, memory.getInt(16 + 32));
        for (int i = 0; i < bytes.length; i++) {
            assertEquals(bytes[i], memory.get(56 + i));
        }
        node.reply(new BareReply(CpgReply.ZC_EXECUTE, error));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 5})
    void aConfirmedMessageGoesInTwoPartsToANodeWithoutSharedMemory(int length) throws Exception {
        byte[] message = Arrays.copyOf(new byte[]{4, 5, 6, 7, 8}, length);
        try (FakeNode node = node(false); CpgClient cpg = connect(node)) {
            CpgGroup group = join(node, cpg, new Recorder());
            for (int i = 0; i < 2; i++) {
                FutureTask<Void> send = run(() -> group.mcastConfirmed(message));
                if (i == 0) {
                    next(node, CpgRequest.ZcAlloc.class);
                    node.reply(new BareReply(CpgReply.ZC_ALLOC, IpcError.NOT_SUPPORTED));
                }
                CpgRequest.PartialMcast first = next(node, CpgRequest.PartialMcast.class);
                assertEquals(CpgRequest.FIRST, first.type());
                node.reply(new BareReply(CpgReply.PARTIAL_MCAST, IpcError.OK));
                CpgRequest.PartialMcast last = next(node, CpgRequest.PartialMcast.class);
                assertEquals(CpgRequest.LAST, last.type());
                assertEquals(length, first.fragment().length + last.fragment().length);
                assertEquals(length, last.length());
                node.reply(new BareReply(CpgReply.PARTIAL_MCAST, IpcError.OK));
                send.get(30, TimeUnit.SECONDS);
            }
        }
    }

    @Test
    void listsProcesses() throws Exception {
        try (FakeNode node = node(false); CpgClient cpg = connect(node)) {
            FutureTask<List<CpgProcess>> list = begin(cpg::processes);
            assertEquals(CpgRequest.ALL, next(node, CpgRequest.IterationInitialize.class).type());
            node.reply(new CpgReply.IterationInitialize(IpcError.OK, 0x1_0000_0002L));
            assertEquals(0x1_0000_0002L, next(node, CpgRequest.IterationNext.class).handle());
            node.reply(new CpgReply.IterationNext(IpcError.OK, GROUP, 1, 4711));
            next(node, CpgRequest.IterationNext.class);
            node.reply(new CpgReply.IterationNext(IpcError.NO_SECTIONS, "", 0, 0));
            next(node, CpgRequest.IterationFinalize.class);
            node.reply(new BareReply(CpgReply.ITERATION_FINALIZE, IpcError.OK));
            assertEquals(List.of(new CpgProcess(GROUP, PEER)), list.get(30, TimeUnit.SECONDS));
        }
    }

    @Test
    void leavesAndMayJoinAgainWhereTheNodeLetsIt() throws Exception {
        Recorder recorder = new Recorder();
        try (FakeNode node = node(false); CpgClient cpg = connect(node)) {
            CpgGroup group = join(node, cpg, recorder);
            FutureTask<CpgGroup> second = begin(() -> cpg.join("other", recorder));
            next(node, CpgRequest.LocalGet.class);
            node.reply(new CpgReply.LocalGet(IpcError.OK, SELF.nodeId()));
            assertEquals(CsError.EXIST, error(second));
            FutureTask<Void> leave = run(group::leave);
            assertEquals(new CpgRequest.Leave(GROUP, PID), next(node, CpgRequest.Leave.class));
            node.reply(new BareReply(CpgReply.LEAVE, IpcError.OK));
            leave.get(30, TimeUnit.SECONDS);
            assertEquals(CsError.NOT_EXIST, assertThrows(ChorosException.class, group::leave).error());
            assertEquals(CsError.NOT_EXIST,
                    assertThrows(ChorosException.class, () -> group.mcast(new byte[1])).error());
            node.event(view(List.of(), List.of(address(SELF, CpgReason.LEAVE)), List.of()));
            dispatch(cpg, recorder, 1);
            join(node, cpg, recorder);
        }
    }

    @Test
    void aRefusedJoinLeavesRoomForAnother() throws Exception {
        Recorder recorder = new Recorder();
        try (FakeNode node = node(false); CpgClient cpg = connect(node)) {
            FutureTask<CpgGroup> join = begin(() -> cpg.join(GROUP, recorder));
            next(node, CpgRequest.LocalGet.class);
            node.reply(new CpgReply.LocalGet(IpcError.OK, SELF.nodeId()));
            next(node, CpgRequest.Join.class);
            // a gated request is answered with id 0
            node.reply(new BareReply(0, IpcError.TRY_AGAIN));
            assertEquals(CsError.TRY_AGAIN, error(join));
            join(node, cpg, recorder);
            assertEquals(CsError.NAME_TOO_LONG, assertThrows(ChorosException.class,
                    () -> cpg.members("x".repeat(129))).error());
            assertEquals(CsError.INVALID_PARAM, assertThrows(ChorosException.class,
                    () -> cpg.members("\u0416")).error());
        }
    }

    /** Events that make no sense end nothing; unknown ones are for newer clients. */
    @Test
    void malformedEventsAreNotDelivered() throws Exception {
        Recorder recorder = new Recorder();
        try (FakeNode node = node(false); CpgClient cpg = connect(node)) {
            join(node, cpg, recorder);
            for (int id : new int[]{4, 5, 13, 17, 99}) {
                node.event(new BareReply(id, IpcError.OK));
            }
            node.event(part(1, CpgRequest.FIRST, Integer.MAX_VALUE, 1));
            node.event(part(1, CpgRequest.FIRST, -1, 1));
            node.event(part(1, CpgRequest.FIRST, 1, 1, 2));
            node.event(part(1, 9, 1, 1));
            node.event(new CpgReply.Deliver(IpcError.OK, GROUP, 1, 4711, new byte[]{1}));
            dispatch(cpg, recorder, 1);
            assertEquals(List.of("1:4711 sends 1"), recorder.heard);
        }
    }

    @Test
    void aSenderThatEndsIsSeen() throws Exception {
        try (FakeNode node = node(false); CpgClient cpg = connect(node)) {
            CpgGroup group = join(node, cpg, new Recorder());
            node.die();
            assertEquals(CsError.LIBRARY, assertThrows(ChorosException.class, () -> cpg.dispatch(-1)).error());
            assertTrue(group.blocked());
            assertEquals(CsError.LIBRARY, assertThrows(ChorosException.class, () -> group.mcast(new byte[1])).error());
            assertFalse(cpg.connected());
        }
    }
}
