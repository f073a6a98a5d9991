package org.choros.ipc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.Executors;

import org.choros.spi.ipc.IpcServer;
import org.choros.spi.ipc.IpcSettings;
import org.choros.spi.ipc.IpcSettings.Type;
import org.choros.spi.log.LogLevel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.netty.channel.EventLoop;
import io.netty.channel.IoEventLoop;

/** Clients who send hold back while clients of the same service lag behind, and for no longer than those deserve. */
final class BacklogTest {
    private static final int SIZE = 4096;
    private static final long QUEUED_MAX = 2 << 20;

    private static ServerFixture fixture(Type type) throws Exception {
        return new ServerFixture(type, 5, (settings, host, loop) -> server(settings, host, loop));
    }

    private static IpcServer server(IpcSettings settings, Echo host, Loop loop) {
        return new QbIpcServer(new ServerCore(settings, host,
                new EpollReactor((IoEventLoop) loop.as(EventLoop.class).orElseThrow()),
                new Linux(settings.sharedMemory()), Executors.newSingleThreadExecutor(), QUEUED_MAX));
    }

    @Test
    void holdsFromTheMarkToHalfOfIt() {
        Backlog backlog = new Backlog(1000);
        backlog.add(2, 1000);
        assertFalse(backlog.weigh(0));
        assertFalse(backlog.isHolding(), "not before the mark is passed");
        backlog.add(1, 1);
        backlog.weigh(0);
        assertTrue(backlog.isHolding());
        backlog.add(-1, -500);
        backlog.weigh(1);
        assertTrue(backlog.isHolding(), "not before half is left");
        backlog.add(-1, -1);
        backlog.weigh(1);
        assertFalse(backlog.isHolding());
    }

    @Test
    void countsMessagesToo() {
        Backlog backlog = new Backlog(1 << 30);
        backlog.add(Backlog.HIGH_MESSAGES + 1, 64);
        backlog.weigh(0);
        assertTrue(backlog.isHolding());
        backlog.add(-Backlog.HIGH_MESSAGES / 2 - 1, -32);
        backlog.weigh(0);
        assertFalse(backlog.isHolding());
    }

    @Test
    void givesUpAfterItsTime() {
        Backlog backlog = new Backlog(1000);
        backlog.add(1, 2000);
        backlog.weigh(32);
        assertFalse(backlog.weigh(Backlog.HOLD_MS - 1));
        assertTrue(backlog.weigh(1), "the time is up");
        backlog.add(-1, -2000);
        backlog.release();
        assertFalse(backlog.isHolding());
        backlog.add(1, 2000);
        assertFalse(backlog.weigh(0));
        assertTrue(backlog.isHolding());
        assertFalse(backlog.weigh(Backlog.HOLD_MS - 1), "the time begins anew");
    }

    @ParameterizedTest
    @EnumSource(Type.class)
    void sendersHoldBackUntilTheReceiversHaveCaughtUp(Type type) throws Exception {
        try (ServerFixture it = fixture(type);
                MiniClient slow = it.connect();
                MiniClient sender = it.connect();
                MiniClient stranger = it.connect("other")) {
            int count = lag(slow);
            ServerFixture.await("the sender holds back", () -> sender.flowControl() == 2);
            assertEquals(2, slow.flowControl());
            assertEquals(0, stranger.flowControl(), "another service is not concerned");
            try (MiniClient late = it.connect()) {
                ServerFixture.await("nor is who comes later better off", () -> late.flowControl() == 2);
            }
            for (int i = 0; i < count; i++) {
                assertEquals(i, slow.event().getInt(24));
            }
            ServerFixture.await("free again", () -> sender.flowControl() == 0 && slow.flowControl() == 0);
            echo(sender);
            assertEquals(List.of(), it.host.without(LogLevel.INFO));
        }
    }

    @ParameterizedTest
    @EnumSource(Type.class)
    void whoTakesNothingHoldsTheOthersOnlyForAWhile(Type type) throws Exception {
        try (ServerFixture it = fixture(type); MiniClient stuck = it.connect(); MiniClient sender = it.connect()) {
            int count = lag(stuck);
            ServerFixture.await("the sender holds back", () -> sender.flowControl() == 2);
            ServerFixture.await("no longer", () -> sender.flowControl() == 0);
            assertTrue(it.host.log.stream().anyMatch(line -> line.contains("take their events too slowly")),
                    it.host.log::toString);
            echo(sender);
            // what waits for it is kept, and it counts again when it has taken everything
            for (int i = 0; i < count; i++) {
                assertEquals(i, stuck.event().getInt(24));
            }
            stuck.response();
            lag(stuck);
            ServerFixture.await("the sender holds back again", () -> sender.flowControl() == 2);
            stuck.close();
            ServerFixture.await("nobody lags who is gone", () -> sender.flowControl() == 0);
            assertEquals(List.of(), it.host.without(LogLevel.INFO));
        }
    }

    /** Has it sent more than its channel takes, and a quarter of what may wait. */
    private static int lag(MiniClient client) throws Exception {
        int count = (int) (ServerFixture.MIB + QUEUED_MAX / 2) / SIZE;
        ByteBuffer request = MiniClient.message(Echo.EVENTS, 24).putInt(16, count).putInt(20, SIZE);
        assertTrue(client.offer(request));
        return count;
    }

    private static void echo(MiniClient client) throws Exception {
        assertTrue(client.offer(MiniClient.message(Echo.ECHO, 100)));
        assertEquals(108, client.response().limit());
    }
}
