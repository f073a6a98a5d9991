package org.choros.client;

import java.time.Duration;
import java.util.Objects;

/**
 * How to talk to a node.
 *
 * @param instance the node's instance name when several share this host, empty for the standard one
 * @param timeoutMs how long a call may take, 0 without limit; a call that is over time fails with TIMEOUT
 * @param dispatchThreads whether each connection with listeners calls them on a thread of its own; otherwise the
 *            program calls {@link Dispatching#dispatch}
 * @param tryAgainFor how long a call is repeated that the node answers with TRY_AGAIN, zero not at all
 * @param reconnectPause the longest pause between two attempts to connect again to a node that is gone, zero for a
 *            connection that ends with its node
 * @param connector what carries messages, null for IPC
 */
public record ClientOptions(String instance, int timeoutMs, boolean dispatchThreads, Duration tryAgainFor,
        Duration reconnectPause, Connector connector) {

    /** The environment variable that names the instance. */
    public static final String INSTANCE = "CHOROS_INSTANCE";

    /**
     * @param instance the node's instance name, empty for the standard one
     * @param timeoutMs how long a call may take, 0 without limit
     * @param dispatchThreads whether listeners are called on threads of the client
     * @param tryAgainFor how long TRY_AGAIN is repeated
     * @param reconnectPause the longest pause between attempts to connect again
     * @param connector what carries messages, null for IPC
     */
    public ClientOptions {
        Objects.requireNonNull(instance, "instance");
        if (timeoutMs < 0) {
            throw new IllegalArgumentException("timeoutMs " + timeoutMs);
        }
        if (tryAgainFor.isNegative()) {
            throw new IllegalArgumentException("tryAgainFor " + tryAgainFor);
        }
        if (reconnectPause.isNegative()) {
            throw new IllegalArgumentException("reconnectPause " + reconnectPause);
        }
    }

    /**
     * Options of a client that neither repeats calls nor connects again.
     *
     * @param instance the node's instance name, empty for the standard one
     * @param timeoutMs how long a call may take, 0 without limit
     * @param dispatchThreads whether listeners are called on threads of the client
     */
    public ClientOptions(String instance, int timeoutMs, boolean dispatchThreads) {
        this(instance, timeoutMs, dispatchThreads, Duration.ZERO, Duration.ZERO, null);
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
        return new ClientOptions(instance, limitMs, dispatchThreads, tryAgainFor, reconnectPause, connector);
    }

    /**
     * @param own whether listeners are called on threads of the client
     * @return the same with this choice
     */
    public ClientOptions withDispatchThreads(boolean own) {
        return new ClientOptions(instance, timeoutMs, own, tryAgainFor, reconnectPause, connector);
    }

    /**
     * Has calls wait that cannot be done now: because the node starts, synchronises, is full, or is just not there and
     * is connected to again. They are repeated, with pauses of 5 ms that grow to 100 ms, and fail with TRY_AGAIN when
     * the time is over. Without this they do so at once, as in C.
     *
     * @param limit for how long, zero not at all
     * @return the same with this patience
     */
    public ClientOptions withTryAgainFor(Duration limit) {
        return new ClientOptions(instance, timeoutMs, dispatchThreads, limit, reconnectPause, connector);
    }

    /**
     * Has connections outlive their node: when it is gone they try to reach the next one, at once and then with pauses
     * of 100 ms that double up to the longest, until they are closed. Trackings are made again and groups are joined
     * again, see {@link ConnectionListener}. The first connection is not waited for.
     *
     * @param longestPause the longest pause between two attempts, zero for a connection that ends with its node
     * @return the same with this choice
     */
    public ClientOptions withReconnect(Duration longestPause) {
        return new ClientOptions(instance, timeoutMs, dispatchThreads, tryAgainFor, longestPause, connector);
    }

    /**
     * Reaches the node otherwise than by IPC.
     *
     * @param way what carries messages; null for IPC
     * @return the same with this way
     */
    public ClientOptions withConnector(Connector way) {
        return new ClientOptions(instance, timeoutMs, dispatchThreads, tryAgainFor, reconnectPause, way);
    }

    Connector way() {
        return connector == null ? new IpcConnector(instance) : connector;
    }

    boolean reconnects() {
        return !reconnectPause.isZero();
    }

    /** For a connection that is used in passing. */
    ClientOptions once() {
        return new ClientOptions(instance, timeoutMs, false).withConnector(connector);
    }
}
