package org.choros.itests.fuzz;

import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Changes inputs at random, always in the same way from the same seed. */
final class Mutator {
    private static final int ROUNDS_BITS = 4;
    private static final int RUN_MAX = 32;

    private final List<byte[]> corpus;
    private final int lengthMax;
    private final Random random;

    /**
     * @param corpus inputs to begin with, at least one
     * @param lengthMax bytes of an input, at most
     * @param seed of the choices
     */
    Mutator(List<byte[]> corpus, int lengthMax, long seed) {
        this.corpus = List.copyOf(corpus);
        this.lengthMax = lengthMax;
        this.random = new Random(seed);
    }

    /** One of the corpus with a few changes, half of the time only one. */
    byte[] next() {
        byte[] input = cut(any());
        for (int rounds = 1 + random.nextInt(1 << random.nextInt(ROUNDS_BITS)); rounds > 0; rounds--) {
            input = cut(change(input));
        }
        return input;
    }

    private byte[] any() {
        return corpus.get(random.nextInt(corpus.size())).clone();
    }

    private byte[] cut(byte[] input) {
        return input.length > lengthMax ? Arrays.copyOf(input, lengthMax) : input;
    }

    private byte[] change(byte[] input) {
        int length = input.length;
        if (length == 0) {
            return any();
        }
        int at = random.nextInt(length);
        int run = 1 + random.nextInt(Math.min(RUN_MAX, length - at));
        switch (random.nextInt(7)) {
            case 0 -> input[at] = (byte) random.nextInt();
            case 1 -> input[at] ^= (byte) (1 << random.nextInt(8));
            case 2 -> input[at] = (byte) (random.nextInt(35) - 2);
            case 3 -> System.arraycopy(input, at, input, random.nextInt(length - run + 1), run);
            case 4 -> {
                return replace(input, at, run, new byte[0]);
            }
            case 5 -> {
                byte[] more = new byte[1 + random.nextInt(8)];
                if (random.nextBoolean()) {
                    random.nextBytes(more);
                }
                return replace(input, at, 0, more);
            }
            default -> {
                byte[] other = any();
                int from = random.nextInt(other.length + 1);
                return replace(input, at, 0,
                        Arrays.copyOfRange(other, from, from + random.nextInt(other.length - from + 1)));
            }
        }
        return input;
    }

    private static byte[] replace(byte[] input, int at, int length, byte[] by) {
        byte[] changed = new byte[input.length - length + by.length];
        System.arraycopy(input, 0, changed, 0, at);
        System.arraycopy(by, 0, changed, at, by.length);
        System.arraycopy(input, at + length, changed, at + by.length, input.length - at - length);
        return changed;
    }
}
