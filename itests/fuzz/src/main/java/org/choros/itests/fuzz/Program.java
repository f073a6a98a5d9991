package org.choros.itests.fuzz;

/** An input read as a program: its bytes are choices. Behind the end everything is 0. */
final class Program implements Choices {
    /** Numbers around which arithmetic goes wrong. */
    private static final int[] EDGES = {0, 1, -1, 2, Integer.MAX_VALUE, Integer.MIN_VALUE, 0xffff, 0x10000, 16_383,
            16_384, 16_385, 0x8000_0001, 384, 385, 30, 31, 0x4000_0000, 0x1000_0000, 255, 256, -16_384, 0xffff_0000,
            0x7fff_0000, 4, 50};
    private final byte[] input;
    private int at;

    Program(byte[] input, int from) {
        this.input = input;
        this.at = from;
    }

    @Override
    public boolean hasMore() {
        return at < input.length;
    }

    @Override
    public int next() {
        return at < input.length ? input[at++] & 0xff : 0;
    }

    /** A choice among so many. */
    @Override
    public int next(int choices) {
        return choices <= 256 ? next() % choices : (next() << 8 | next()) % choices;
    }

    @Override
    public boolean chance(int oneOf) {
        return next() % oneOf == 1;
    }

    int number() {
        return next() << 24 | next() << 16 | next() << 8 | next();
    }

    @Override
    public int value() {
        int how = next();
        return switch (how >>> 6) {
            case 0 -> EDGES[(how & 63) % EDGES.length];
            case 1 -> how & 63;
            case 2 -> -(how & 63);
            default -> number();
        };
    }

    @Override
    public byte[] bytes(int length) {
        int n = Math.max(0, Math.min(length, input.length - at));
        byte[] taken = new byte[n];
        System.arraycopy(input, at, taken, 0, n);
        at += n;
        return taken;
    }

    int mark() {
        return at;
    }

    void reset(int mark) {
        at = mark;
    }

    int left() {
        return Math.max(0, input.length - at);
    }
}
