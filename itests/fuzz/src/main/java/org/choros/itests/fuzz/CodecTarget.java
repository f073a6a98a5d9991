package org.choros.itests.fuzz;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.function.Function;

/**
 * Decoders that answer null for what is not wholly a message of theirs; what they accept can be written again, and is
 * then read as the same. First byte: which decoder.
 *
 * @param <M> what is decoded
 */
abstract class CodecTarget<M> implements Target {
    private final String name;
    private final List<Function<ByteBuffer, ? extends M>> decoders;

    CodecTarget(String name, List<Function<ByteBuffer, ? extends M>> decoders) {
        this.name = name;
        this.decoders = decoders;
    }

    abstract ByteBuffer encode(M message);

    @Override
    public final String name() {
        return name;
    }

    @Override
    public final int inputMax() {
        return 4096;
    }

    /** Copies of the message, some as text, and a few hundred records of list entries. */
    @Override
    public final long allocationMax() {
        return 1 << 20;
    }

    @Override
    public final int shortRuns() {
        return 60_000;
    }

    @Override
    public final void run(byte[] input) {
        if (input.length == 0) {
            return;
        }
        Function<ByteBuffer, ? extends M> decoder = decoders.get((input[0] & 0xff) % decoders.size());
        ByteBuffer message = ByteBuffer.allocate(input.length - 1).order(ByteOrder.LITTLE_ENDIAN);
        message.put(0, input, 1, input.length - 1);
        M decoded = decoder.apply(message);
        OracleException.require(message.position() == 0 && message.limit() == input.length - 1, "the buffer moved");
        if (decoded == null) {
            return;
        }
        ByteBuffer encoded = encode(decoded);
        M again = decoder.apply(encoded);
        OracleException.require(again != null, "not read again: " + decoded);
        OracleException.require(encode(again).equals(encoded.rewind()), "read otherwise: " + decoded);
        OracleException.require(decoded.toString().length() > 0, "no text");
    }
}
