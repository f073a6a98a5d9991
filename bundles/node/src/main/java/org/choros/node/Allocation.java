package org.choros.node;

import java.lang.management.ManagementFactory;

/** How much threads have allocated, where the JVM counts it. */
final class Allocation {
    private Allocation() {
    }

    /**
     * @param threadId the id of a thread
     * @return bytes that it has allocated since it began, 0 when the JVM does not tell
     */
    static long ofThread(long threadId) {
        try {
            return Math.max(0, Counting.bytes(threadId));
        } catch (LinkageError | UnsupportedOperationException e) {
            // another JVM, or a framework that does not show the package
            return 0;
        }
    }

    /** Names the JVM's own type: a class of its own, so that where it is missing only this one does not load. */
    private static final class Counting {
        static long bytes(long threadId) {
            return ManagementFactory.getThreadMXBean() instanceof com.sun.management.ThreadMXBean bean
                    && bean.isThreadAllocatedMemorySupported() && bean.isThreadAllocatedMemoryEnabled()
                            ? bean.getThreadAllocatedBytes(threadId)
                            : 0;
        }
    }
}
