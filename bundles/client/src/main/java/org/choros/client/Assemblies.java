package org.choros.client;

import java.util.HashMap;
import java.util.Map;

import org.choros.cpg.CpgMember;
import org.choros.wire.ipc.CpgRequest;

/**
 * Puts messages together that come in parts, one a sender at a time. A message whose first part was not heard, whose
 * parts do not fit its length, or that is too long is not delivered. For one thread.
 */
final class Assemblies {
    private final int limit;
    private final Map<CpgMember, Assembly> open = new HashMap<>();

    /** Memory grows with the parts that have come, not with what the first part claims. */
    private static final class Assembly {
        private final int length;
        private byte[] bytes;
        private int filled;

        Assembly(int length) {
            this.length = length;
            bytes = new byte[0];
        }

        boolean add(byte[] part) {
            if (part.length > length - filled) {
                return false;
            }
            int needed = filled + part.length;
            if (needed > bytes.length) {
                int room = (int) Math.min(length, Math.max(needed, 2L * bytes.length));
                byte[] larger = new byte[room];
                System.arraycopy(bytes, 0, larger, 0, filled);
                bytes = larger;
            }
            System.arraycopy(part, 0, bytes, filled, part.length);
            filled = needed;
            return true;
        }

        byte[] whole() {
            return filled == length ? bytes : null;
        }
    }

    Assemblies(int limit) {
        this.limit = limit;
    }

    /** Takes a part; returns the message when that was the last, else null. */
    byte[] add(CpgMember sender, int type, int length, byte[] part) {
        if (type == CpgRequest.FIRST) {
            // an unfinished one was given up by its sender
            open.remove(sender);
            if (length >= 0 && length <= limit) {
                open.put(sender, new Assembly(length));
            }
        }
        Assembly assembly = open.get(sender);
        if (assembly == null) {
            return null;
        }
        boolean known = type == CpgRequest.FIRST || type == CpgRequest.MIDDLE || type == CpgRequest.LAST;
        if (!known || !assembly.add(part)) {
            open.remove(sender);
            return null;
        }
        if (type == CpgRequest.LAST) {
            open.remove(sender);
            return assembly.whole();
        }
        return null;
    }

    void drop(CpgMember sender) {
        open.remove(sender);
    }

    void clear() {
        open.clear();
    }
}
