package org.choros.posix;

import com.sun.jna.Native;

/** How the kernel schedules the calling thread. */
public final class Scheduling {
    /** The time-sharing policy SCHED_OTHER. */
    public static final int OTHER = 0;
    /** The real-time policy SCHED_FIFO. */
    public static final int FIFO = 1;
    /** The real-time policy SCHED_RR, round robin. */
    public static final int ROUND_ROBIN = 2;
    /** Added to a policy: threads and processes that the thread starts do not get it. */
    public static final int RESET_ON_FORK = 0x40000000;
    private static final int CALLER = 0;
    private static final int PRIO_PROCESS = 0;

    private Scheduling() {
    }

    /**
     * @param policy one of the policies
     * @return its highest priority
     * @throws PosixException EINVAL for an unknown policy
     */
    public static int maxPriority(int policy) throws PosixException {
        return check(Calls.sched_get_priority_max(policy), "sched_get_priority_max", "policy " + policy);
    }

    /**
     * @param policy one of the policies
     * @return its lowest priority
     * @throws PosixException EINVAL for an unknown policy
     */
    public static int minPriority(int policy) throws PosixException {
        return check(Calls.sched_get_priority_min(policy), "sched_get_priority_min", "policy " + policy);
    }

    /** @return the policy of the calling thread */
    public static int policy() throws PosixException {
        return check(Calls.sched_getscheduler(CALLER), "sched_getscheduler", "caller");
    }

    /**
     * Sets policy and priority of the calling thread.
     *
     * @param policy one of the policies
     * @param priority within the policy's range, 0 for {@link #OTHER}
     * @throws PosixException EPERM when we may not, EINVAL for a priority out of range
     */
    public static void set(int policy, int priority) throws PosixException {
        set(CALLER, policy, priority);
    }

    /**
     * Sets policy and priority of a thread.
     *
     * @param thread the kernel's id of it, 0 for the calling one
     * @param policy one of the policies
     * @param priority within the policy's range, 0 for {@link #OTHER}
     * @throws PosixException EPERM when we may not, EINVAL for a priority out of range, ESRCH when there is none
     */
    public static void set(int thread, int policy, int priority) throws PosixException {
        check(Calls.sched_setscheduler(thread, policy, new int[]{priority}), "sched_setscheduler",
                (thread == CALLER ? "" : "thread " + thread + ", ") + "policy " + policy + ", priority " + priority);
    }

    /**
     * Sets the nice value of the calling thread.
     *
     * @param nice -20 (most favoured) to 19; the kernel cuts what is beyond
     * @throws PosixException EACCES or EPERM when we may not
     */
    public static void nice(int nice) throws PosixException {
        check(Calls.setpriority(PRIO_PROCESS, CALLER, nice), "setpriority", nice);
    }

    private static int check(int result, String call, Object argument) throws PosixException {
        if (result < 0) {
            throw new PosixException(call, argument, Native.getLastError());
        }
        return result;
    }

    private static final class Calls {
        static {
            Native.register(Calls.class, "c");
        }

        private Calls() {
        }

        static native int sched_get_priority_max(int policy);

        static native int sched_get_priority_min(int policy);

        static native int sched_getscheduler(int pid);

        static native int sched_setscheduler(int pid, int policy, int[] parameter);

        static native int setpriority(int which, int who, int priority);
    }
}
