package org.choros.client;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.FutureTask;

import org.choros.base.CsError;
import org.choros.wire.ipc.BareReply;
import org.choros.wire.ipc.IpcError;
import org.choros.wire.ipc.IpcMessage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A service of somebody else's: bytes there and back. */
@Timeout(60)
final class ServiceBytesTest {
    private static final String NAME = "example_tally";
    private static final int AT = ServiceClient.REQUEST_HEADER;

    @TempDir
    private Path folder;

    /** A message of a protocol that we do not know. */
    private record Foreign(int id, int header, long value) implements IpcMessage {
        @Override
        public int size() {
            return header + Long.BYTES;
        }

        @Override
        public void body(ByteBuffer message) {
            if (header == REPLY_HEADER) {
                message.putInt(AT, IpcError.OK);
            }
            message.putLong(header, value);
        }
    }

    private static byte[] bytes(ByteBuffer message) {
        byte[] bytes = new byte[message.remaining()];
        message.get(message.position(), bytes);
        return bytes;
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void requestsAndRepliesAreBytes(boolean socket) throws Exception {
        try (FakeNode node = new FakeNode(NAME, folder, socket, 0)) {
            FutureTask<ServiceClient> open = Background.begin(() -> new ChorosClient(node.options()).service(NAME));
            try (ServiceClient client = Background.get(open)) {
                // nobody hears it, and it stops nothing
                node.event(new Foreign(9, ServiceClient.REPLY_HEADER, 41));
                ByteBuffer request = ServiceClient.request(3, AT + Long.BYTES).putLong(AT, -2);
                FutureTask<ByteBuffer> call = Background.begin(() -> client.callBytes(request));
                assertArrayEquals(bytes(new Foreign(3, AT, -2).encode()), bytes(node.request()));
                node.reply(new Foreign(3, ServiceClient.REPLY_HEADER, 40));
                ByteBuffer reply = Background.get(call);
                assertEquals(ServiceClient.REPLY_HEADER + Long.BYTES, reply.remaining());
                assertEquals(40, reply.getLong(ServiceClient.REPLY_HEADER));
                assertEquals(AT + Long.BYTES, request.remaining());
            }
        }
    }

    @Test
    void whatTheServiceRefusesIsThrownAndAskedAgainWhenItIsBusy() throws Exception {
        try (FakeNode node = new FakeNode(NAME, folder, false, 0)) {
            FutureTask<ServiceClient> open = Background.begin(
                    () -> new ChorosClient(node.options().withTryAgainFor(Duration.ofSeconds(30))).service(NAME));
            try (ServiceClient client = Background.get(open)) {
                FutureTask<ByteBuffer> call = Background.begin(() -> client.callBytes(ServiceClient.request(0, AT)));
                node.request();
                node.reply(new BareReply(0, IpcError.TRY_AGAIN));
                node.request();
                node.reply(new BareReply(0, IpcError.NO_SPACE));
                assertEquals(CsError.NO_SPACE, Background.error(call));
            }
        }
    }

    @Test
    void whatIsNoRequestIsNotSent() throws Exception {
        assertThrows(IllegalArgumentException.class, () -> ServiceClient.request(-1, AT));
        assertThrows(IllegalArgumentException.class, () -> ServiceClient.request(0, AT - 1));
        assertThrows(IllegalArgumentException.class, () -> ServiceClient.request(0, IpcMessage.MAX_SIZE + 1));
        try (FakeNode node = new FakeNode(NAME, folder, false, 0)) {
            FutureTask<ServiceClient> open = Background.begin(() -> new ChorosClient(node.options()).service(NAME));
            try (ServiceClient client = Background.get(open)) {
                ByteBuffer shorter = ServiceClient.request(0, AT + 1).limit(AT);
                assertThrows(IllegalArgumentException.class, () -> client.callBytes(shorter));
            }
        }
    }
}
