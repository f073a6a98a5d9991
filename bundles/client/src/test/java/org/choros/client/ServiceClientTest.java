package org.choros.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

import org.choros.base.ChorosException;
import org.choros.base.CsError;
import org.choros.wire.ipc.BareReply;
import org.choros.wire.ipc.IpcError;
import org.choros.wire.ipc.IpcMessage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A service that the client knows nothing of but its name. */
@Timeout(90)
final class ServiceClientTest {
    private static final String NAME = "example_tally";

    @TempDir
    private Path folder;
    private final Heard heard = new Heard();

    private record Ask(int id) implements IpcMessage {
        @Override
        public int size() {
            return REQUEST_HEADER;
        }

        @Override
        public void body(ByteBuffer message) {
            // all of it is header
        }
    }

    private class Ear implements ServiceHandler {
        @Override
        public void event(ByteBuffer message) {
            heard.line("event " + IpcMessage.idOf(message));
        }

        @Override
        public void lost() {
            heard.line("lost");
        }

        @Override
        public void reconnected() throws ChorosException {
            heard.line("reconnected");
        }
    }

    private static void answer(FakeNode node, int id, int error) throws Exception {
        assertEquals(id, IpcMessage.idOf(node.request()));
        node.reply(new BareReply(id, error));
    }

    @Test
    void requestsAreAnsweredAndEventsHeard() throws Exception {
        try (FakeNode node = new FakeNode(NAME, folder, false, 0)) {
            FutureTask<ServiceClient> open = Background
                    .begin(() -> new ChorosClient(node.options()).service(NAME, new Ear()));
            try (ServiceClient client = Background.get(open)) {
                client.begin();
                FutureTask<ByteBuffer> call = Background.begin(() -> client.call(new Ask(3)));
                node.event(new BareReply(40, IpcError.OK));
                answer(node, 3, IpcError.OK);
                assertEquals(3, IpcMessage.idOf(Background.get(call)));
                heard.expect("event 40");

                FutureTask<ByteBuffer> refused = Background.begin(() -> client.call(new Ask(4)));
                answer(node, 4, IpcError.NOT_EXIST);
                assertEquals(CsError.NOT_EXIST, Background.error(refused));

                // what stops others does not stop who gives something back
                node.flowControl(2);
                FutureTask<ByteBuffer> asked = Background.begin(() -> client.ask(new Ask(5)));
                answer(node, 5, IpcError.NOT_EXIST);
                assertEquals(IpcError.NOT_EXIST, IpcMessage.errorOf(Background.get(asked)));
                assertTrue(client.connected());
                assertFalse(client.ended());

                node.die();
                heard.expect("lost");
                assertTrue(client.ended());
                assertEquals(CsError.LIBRARY, Background.thrown(() -> client.call(new Ask(6))));
            }
            heard.expectNothingElse();
        }
    }

    /** Nothing is asked on the next connection before the loss of this one was told. */
    @Test
    void aLossIsToldBeforeAnythingElseIsAsked() throws Exception {
        CountDownLatch told = new CountDownLatch(1);
        try (FakeNode node = new FakeNode(NAME, folder, false, 0)) {
            ClientOptions options = node.options().withReconnect(Duration.ofMillis(200))
                    .withTryAgainFor(Duration.ofSeconds(30));
            FutureTask<ServiceClient> open = Background.begin(() -> new ChorosClient(options).service(NAME, new Ear() {
                @Override
                public void lost() {
                    try {
                        assertTrue(told.await(30, TimeUnit.SECONDS));
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    super.lost();
                }
            }));
            try (ServiceClient client = Background.get(open)) {
                client.begin();
                node.die();
                try (FakeNode next = node.restarted(folder.resolve("next"))) {
                    FutureTask<ByteBuffer> call = Background.begin(() -> client.call(new Ask(7)));
                    assertEquals(CsError.TRY_AGAIN, Background.thrown(() -> client.ask(new Ask(8))));
                    heard.expectNothingElse();
                    told.countDown();
                    heard.expect("lost", "reconnected");
                    answer(next, 7, IpcError.OK);
                    assertEquals(7, IpcMessage.idOf(Background.get(call)));
                }
            }
        }
    }
}
