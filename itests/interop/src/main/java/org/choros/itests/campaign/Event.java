package org.choros.itests.campaign;

/**
 * Something that a witness has written down, or that the campaign has done.
 *
 * @param timeNs when, by the monotonic clock of this machine
 * @param host where
 * @param process which process of that host's witness wrote it, 0 for the campaign itself
 * @param kind what, see the witnesses; {@code +} the daemon starts, {@code -} it has ended, {@code !} the witness has
 * @param words what belongs to it
 */
record Event(long timeNs, int host, int process, char kind, String[] words) {

    /** The daemon of a host starts. */
    static final char STARTED = '+';
    /** The daemon of a host has ended. */
    static final char STOPPED = '-';
    /** The witness of a host has ended. */
    static final char WITNESS_ENDED = '!';
    private static final int HEAD = 2;

    /** Reads a line of a log; null when it is none. */
    static Event parse(String line, int host, int process) {
        String[] all = line.split(" ");
        if (all.length < HEAD || all[1].length() != 1) {
            return null;
        }
        String[] words = new String[all.length - HEAD];
        System.arraycopy(all, HEAD, words, 0, words.length);
        return new Event(Long.parseLong(all[0]), host, process, all[1].charAt(0), words);
    }

    int integer(int word) {
        return Integer.parseUnsignedInt(words[word]);
    }

    long number(int word) {
        return Long.parseLong(words[word]);
    }

    /** A list of node ids. */
    int[] ids(int word) {
        if (words.length <= word || "-".equals(words[word])) {
            return new int[0];
        }
        String[] parts = words[word].split(",");
        int[] ids = new int[parts.length];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = Integer.parseUnsignedInt(parts[i]);
        }
        return ids;
    }

    @Override
    public String toString() {
        return timeNs + " host " + host + " " + kind + " " + String.join(" ", words);
    }
}
