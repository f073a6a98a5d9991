package ${package};

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

import ${package}.client.TallyProtocol;

/**
 * What the engines send each other: a number is to be added to.
 *
 * @param number how the sender finds the client again that has asked for it
 * @param name whose number
 * @param amount how much
 */
record TallyMessage(long number, String name, long amount) {
    /** Its function number. */
    static final int FUNCTION = 0;

    private static final int ID = TallyFactory.ID << 16 | FUNCTION;
    private static final int SIZE_AT = 8;
    private static final int NUMBER_AT = 16;
    private static final int AMOUNT_AT = 24;
    private static final int NAME_AT = 32;
    private static final int SIZE = NAME_AT + TallyProtocol.NAME_LENGTH;

    ByteBuffer encode() {
        ByteBuffer m = ByteBuffer.allocate(SIZE).order(ByteOrder.LITTLE_ENDIAN);
        m.putInt(0, ID).putInt(SIZE_AT, SIZE).putLong(NUMBER_AT, number).putLong(AMOUNT_AT, amount);
        TallyProtocol.putName(m, NAME_AT, name);
        return m;
    }

    /** The message, or null when it is none: it comes from another version, or from somebody who forges. */
    static TallyMessage decode(ByteBuffer message) {
        if (message.remaining() != SIZE) {
            return null;
        }
        ByteBuffer m = message.slice().order(ByteOrder.LITTLE_ENDIAN);
        String name = TallyProtocol.name(m, NAME_AT);
        return name == null ? null : new TallyMessage(m.getLong(NUMBER_AT), name, m.getLong(AMOUNT_AT));
    }
}
