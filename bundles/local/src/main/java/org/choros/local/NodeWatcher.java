package org.choros.local;

import java.nio.ByteBuffer;

/** Is told of a node, one call after the other, on a thread where it may take its time. */
interface NodeWatcher {
    /**
     * @param now what it is; two that follow each other may be equal
     */
    void changed(NodeView now);

    /**
     * A group has changed in which there is somebody of this JVM.
     *
     * @param change the event of cpg
     */
    default void group(ByteBuffer change) {
    }
}
