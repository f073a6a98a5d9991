package org.choros.totem.groups;

import java.nio.ByteBuffer;

/** Who gets the complete messages. */
public interface GroupOutput {
    /**
     * A complete message, in the total order; also our own.
     *
     * @param group the group it was sent to
     * @param sender the originator's node id
     * @param message the payload behind the group header, position to limit, in the byte order of its sender; valid
     *            during the call
     */
    void message(Group group, int sender, ByteBuffer message);
}
