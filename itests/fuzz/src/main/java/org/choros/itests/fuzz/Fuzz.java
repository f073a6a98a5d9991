package org.choros.itests.fuzz;

import java.lang.management.ManagementFactory;

import com.sun.management.ThreadMXBean;

/** What the fuzzer calls: one target, named by the system property {@value #TARGET}, under the bound of allocation. */
public final class Fuzz {
    /** The system property that names the target. */
    public static final String TARGET = "choros.fuzz.target";
    static final String PARTS = "parts of inputs: ";
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private static Target target;

    private Fuzz() {
    }

    /** Called by the fuzzer, once. */
    public static void fuzzerInitialize() {
        target = Targets.named(System.getProperty(TARGET));
        target.seeds().forEach(target::run);
    }

    /** Called by the fuzzer at the end. */
    public static void fuzzerTearDown() {
        System.err.println(PARTS + target.parts());
    }

    /**
     * Called by the fuzzer for each input.
     *
     * @param input the bytes
     */
    public static void fuzzerTestOneInput(byte[] input) {
        run(target, input);
    }

    /**
     * Runs one input.
     *
     * @param it the target
     * @param input the bytes
     * @throws OracleException when something does not hold
     */
    public static void run(Target it, byte[] input) {
        if (allocated(it, input) > it.allocationMax()) {
            // Classes may have been loaded. A target does the same thing twice, so that what is left is its own.
            long again = allocated(it, input);
            OracleException.require(again <= it.allocationMax(),
                    again + " bytes allocated, " + it.allocationMax() + " allowed");
        }
    }

    private static long allocated(Target it, byte[] input) {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        it.run(input);
        return THREADS.getCurrentThreadAllocatedBytes() - before;
    }
}
