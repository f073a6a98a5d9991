package org.choros.crypto;

import java.nio.ByteBuffer;

import org.choros.spi.crypto.PacketCrypto;

/** Dialect 3 over udp and udpu: the datagram is the message. */
final class IdentityCrypto implements PacketCrypto {
    @Override
    public int overhead() {
        return 0;
    }

    @Override
    public void seal(ByteBuffer message, ByteBuffer packet) {
        if (!copy(message, packet)) {
            throw new IllegalArgumentException("a packet of " + message.remaining() + " bytes, room is for "
                    + (packet.capacity() - packet.position()));
        }
    }

    @Override
    public Result open(ByteBuffer packet, ByteBuffer message) {
        return copy(packet, message) ? Result.OK : Result.TOO_LONG;
    }

    private static boolean copy(ByteBuffer from, ByteBuffer to) {
        int start = to.position();
        int length = from.remaining();
        if (length > to.capacity() - start) {
            return false;
        }
        to.limit(start + length);
        to.put(start, from, from.position(), length);
        return true;
    }
}
