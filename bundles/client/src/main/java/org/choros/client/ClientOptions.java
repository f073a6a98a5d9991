package org.choros.client;

/**
 * How to talk to a node.
 *
 * @param instance the node's instance name when several share this host, empty for the standard one
 * @param timeoutMs how long a call may take, 0 without limit; a call that is over time fails with TIMEOUT
 * @param dispatchThreads whether each connection with listeners calls them on a thread of its own; otherwise the
 *            program calls {@link Dispatching#dispatch}
 */
public record ClientOptions(String instance, int timeoutMs, boolean dispatchThreads) {

    /** The environment variable that names the instance. */
    public static final String INSTANCE = "CHOROS_INSTANCE";

    /**
     * @param instance the node's instance name, empty for the standard one
     * @param timeoutMs how long a call may take, 0 without limit
     * @param dispatchThreads whether listeners are called on threads of the client
     */
    public ClientOptions {
        if (timeoutMs < 0) {
            throw new IllegalArgumentException("timeoutMs " + timeoutMs);
        }
    }

    /** @return what the environment says, without time limit, for a program that dispatches itself, as C clients do */
    public static ClientOptions fromEnvironment() {
        String instance = System.getenv(INSTANCE);
        return new ClientOptions(instance == null ? "" : instance, 0, false);
    }

    /**
     * @param limitMs how long a call may take, 0 without limit
     * @return the same with this limit
     */
    public ClientOptions withTimeoutMs(int limitMs) {
        return new ClientOptions(instance, limitMs, dispatchThreads);
    }

    /**
     * @param own whether listeners are called on threads of the client
     * @return the same with this choice
     */
    public ClientOptions withDispatchThreads(boolean own) {
        return new ClientOptions(instance, timeoutMs, own);
    }
}
