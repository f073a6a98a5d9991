package org.choros.itests.fuzz;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.choros.totem.groups.Group;
import org.choros.totem.groups.GroupOutput;

/** Reassembly as the specification has it (2.12, 2.13), by copying everything. */
final class NaiveReassembly {
    private static final int HEADER = 8;

    /** What a sender has begun. */
    private static final class Begun {
        private byte[] held = {};
        private int lastCut;
        private boolean skipping;
    }

    private final GroupOutput out;
    private final Map<Integer, Begun> normal = new HashMap<>();
    private final Map<Integer, Begun> during = new HashMap<>();
    private Map<Integer, Begun> current = normal;

    NaiveReassembly(GroupOutput out) {
        this.out = out;
    }

    void reassembly(boolean sync) {
        current = sync ? during : normal;
    }

    private static int u16(ByteBuffer b, int at) {
        return b.getShort(at) & 0xffff;
    }

    void onFrame(int sender, ByteBuffer frame) {
        List<byte[]> pieces = pieces(frame);
        if (pieces.isEmpty()) {
            return;
        }
        int fragmented = frame.get(4) & 0xff;
        int continuation = frame.get(5) & 0xff;
        Begun begun = current.computeIfAbsent(sender, s -> new Begun());
        if (begun.skipping || continuation != begun.lastCut) {
            begun.held = new byte[0];
            begun.lastCut = 0;
            begun.skipping = fragmented != 0;
            return;
        }
        byte[] first = pieces.get(0);
        if (begun.lastCut != 0) {
            ByteArrayOutputStream joined = new ByteArrayOutputStream();
            joined.writeBytes(begun.held);
            joined.writeBytes(first);
            pieces.set(0, joined.toByteArray());
        }
        int complete = fragmented == 0 ? pieces.size() : pieces.size() - 1;
        for (int i = 0; i < complete; i++) {
            deliver(sender, ByteBuffer.wrap(pieces.get(i)).order(frame.order()));
        }
        begun.held = fragmented == 0 ? new byte[0] : pieces.get(pieces.size() - 1);
        begun.lastCut = fragmented;
    }

    private static List<byte[]> pieces(ByteBuffer frame) {
        List<byte[]> all = new ArrayList<>();
        if (frame.limit() < HEADER || frame.limit() < HEADER + 2 * u16(frame, 6)) {
            return List.of();
        }
        int count = u16(frame, 6);
        int at = HEADER + 2 * count;
        for (int i = 0; i < count; i++) {
            int length = u16(frame, HEADER + 2 * i);
            if (at + length > frame.limit()) {
                return List.of();
            }
            byte[] piece = new byte[length];
            frame.get(at, piece);
            all.add(piece);
            at += length;
        }
        return at == frame.limit() ? all : List.of();
    }

    private void deliver(int sender, ByteBuffer message) {
        if (message.limit() < 2) {
            return;
        }
        int groups = u16(message, 0);
        int at = 2 + 2 * groups;
        if (at > message.limit()) {
            return;
        }
        List<String> names = new ArrayList<>();
        for (int i = 0; i < groups; i++) {
            int length = u16(message, 2 + 2 * i);
            if (at + length > message.limit()) {
                return;
            }
            byte[] name = new byte[length];
            message.get(at, name);
            names.add(new String(name, java.nio.charset.StandardCharsets.ISO_8859_1));
            at += length;
        }
        if (names.contains("a")) {
            out.message(Group.SERVICES, sender, message.position(at));
        }
        if (names.contains("sync")) {
            out.message(Group.SYNC, sender, message.position(at));
        }
    }
}
