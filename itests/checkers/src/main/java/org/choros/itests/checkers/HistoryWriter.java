package org.choros.itests.checkers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.StringJoiner;

/**
 * Writes down what one process sees of the cluster, one event a line, for {@link HistoryCheck}. The format is described
 * in the README of this module. Each line is handed over whole; flush the target after each if the process may be
 * killed.
 */
public final class HistoryWriter {
    private final Appendable target;

    /**
     * @param target where the lines go
     */
    public HistoryWriter(Appendable target) {
        this.target = target;
    }

    private synchronized void line(long timeNs, String event, Object... fields) {
        StringJoiner line = new StringJoiner(" ", "", "\n").add(Long.toString(timeNs)).add(event);
        for (Object field : fields) {
            line.add(field.toString());
        }
        try {
            target.append(line.toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String id(int id) {
        return Integer.toUnsignedString(id);
    }

    private static String ids(int[] ids) {
        StringJoiner all = new StringJoiner(",", "[", "]");
        for (int id : ids) {
            all.add(id(id));
        }
        return all.toString();
    }

    private static String list(List<?> entries) {
        StringJoiner all = new StringJoiner(",", "[", "]");
        entries.forEach(e -> all.add(e.toString()));
        return all.toString();
    }

    /** A node starts, see {@link Checkers#started}. */
    public void started(long timeNs, int node, int incarnation, Storage storage, long storedSeq) {
        line(timeNs, "started", id(node), incarnation, storage, storedSeq);
    }

    /** A node ends, see {@link Checkers#stopped}. */
    public void stopped(long timeNs, int node, int incarnation, Stop kind) {
        line(timeNs, "stopped", id(node), incarnation, kind);
    }

    /** A node tells of its quorum, see {@link Checkers#quorum}. */
    public void quorum(long timeNs, int node, int incarnation, boolean quorate, int[] members) {
        line(timeNs, "quorum", id(node), incarnation, quorate, ids(members));
    }

    /** All faults have ended. */
    public void healed(long timeNs) {
        line(timeNs, "healed");
    }

    /** All is quiet: what is missing now is missing. */
    public void settled(long timeNs) {
        line(timeNs, "settled");
    }

    /**
     * The part of a client.
     *
     * @param node its node
     * @param incarnation the node's start
     * @param pid its process
     * @param group its group: no white space
     * @return writes its events
     */
    public ClientLog client(int node, int incarnation, int pid, String group) {
        if (group.isEmpty() || group.chars().anyMatch(Character::isWhitespace)) {
            throw new IllegalArgumentException("a group's name may have no white space here: " + group);
        }
        return new ClientLog(id(node) + " " + incarnation + " " + id(pid) + " " + group);
    }

    /** Writes the events of a client. */
    public final class ClientLog {
        private final String who;

        private ClientLog(String who) {
            this.who = who;
        }

        /** It asks to join. */
        public void opened(long timeNs) {
            line(timeNs, "opened", who);
        }

        /** It asks to leave. */
        public void leaving(long timeNs) {
            line(timeNs, "leaving", who);
        }

        /** It or its connection has ended. */
        public void closed(long timeNs) {
            line(timeNs, "closed", who);
        }

        /** It is about to send; write {@link #refused} when it was not accepted. */
        public void sent(long timeNs, int number, long digest) {
            line(timeNs, "sent", who, number, Long.toHexString(digest));
        }

        /** What it has written last as sent was not accepted; the number is used again. */
        public void refused(long timeNs, int number) {
            line(timeNs, "refused", who, number);
        }

        /** It gets a message. */
        public void delivered(long timeNs, int sender, int senderIncarnation, int senderPid, int number, long digest) {
            line(timeNs, "delivered", who, id(sender), senderIncarnation, id(senderPid), number,
                    Long.toHexString(digest));
        }

        /** It gets a membership event of its group. */
        public void view(long timeNs, CpgView view) {
            line(timeNs, "view", who, list(view.members()), list(view.joined()), list(view.left()));
        }

        /** It is told of the ring. */
        public void ring(long timeNs, int rep, long seq, int[] members) {
            line(timeNs, "ring", who, id(rep), Long.toHexString(seq), ids(members));
        }
    }
}
