package org.choros.local;

import java.util.concurrent.CompletableFuture;

import org.choros.base.ChorosException;
import org.choros.cfg.Cfg;
import org.choros.client.ChorosClient;
import org.choros.client.ClientOptions;
import org.choros.client.NodeClients;
import org.choros.cmap.CMap;
import org.choros.cmap.MapKind;
import org.choros.cpg.Cpg;
import org.choros.quorum.Quorum;
import org.choros.quorum.VoteQuorum;
import org.choros.spi.node.LocalNode;

/**
 * The services of a node for programs in its JVM. Each call here makes a client of its own, which is to be closed in
 * the end. A {@link Cpg} is a process of its own for the groups; its process id is 0x40000000 or more, above those of
 * Linux.
 * <p>
 * Calls wait for the ring thread; listeners are called on a thread of each client's own, and may call. A client ends
 * when it is closed, when its service, the node or this ends, or when its listener lets 65536 events or 32 MiB of them
 * wait: calls then fail with LIBRARY, with BAD_HANDLE when it was closed. For all threads.
 */
public final class LocalServices implements NodeClients, AutoCloseable {
    /** How long a call may take if nothing else is said. */
    public static final int TIMEOUT_MS = 30_000;
    private static final String USER = "java";

    private final NodeLink link;
    private final ClientOptions options;
    private final CompletableFuture<Void> ready = new CompletableFuture<>();

    /**
     * Begins to serve, from when the node has begun on; calls take {@value #TIMEOUT_MS} ms at most.
     *
     * @param node the node
     */
    public LocalServices(LocalNode node) {
        this(node, new ClientOptions("", TIMEOUT_MS, true));
    }

    /**
     * Begins to serve, from when the node has begun on.
     *
     * @param node the node
     * @param options how clients behave; whatever they say, listeners are called on threads of the clients
     */
    public LocalServices(LocalNode node, ClientOptions options) {
        this.options = options.withDispatchThreads(true);
        link = new NodeLink(node);
        link.watch(now -> {
            if (!now.services().isEmpty()) {
                ready.complete(null);
            }
        });
    }

    NodeLink link() {
        return link;
    }

    /** @return completed when the node has synchronised for the first time, so that there are services */
    public CompletableFuture<Void> ready() {
        return ready.copy();
    }

    /**
     * @return a client for one group at a time
     * @throws ChorosException TRY_AGAIN while the node starts, LIBRARY when it has ended, NOT_SUPPORTED when it has no
     *             such service, NO_RESOURCES when it has 1024 clients in this JVM
     */
    public Cpg cpg() throws ChorosException {
        return of(USER).cpg();
    }

    /**
     * @param map which map
     * @return a client
     * @throws ChorosException as {@link #cpg}, and when there is no such map
     */
    public CMap cmap(MapKind map) throws ChorosException {
        return of(USER).cmap(map);
    }

    /**
     * @return a client
     * @throws ChorosException as {@link #cpg}
     */
    public Cfg cfg() throws ChorosException {
        return of(USER).cfg();
    }

    /**
     * @return a client
     * @throws ChorosException as {@link #cpg}
     */
    public Quorum quorum() throws ChorosException {
        return of(USER).quorum();
    }

    /**
     * @return a client
     * @throws ChorosException as {@link #cpg}; NOT_SUPPORTED also when the configuration does not have votes counted
     */
    public VoteQuorum voteQuorum() throws ChorosException {
        return of(USER).voteQuorum();
    }

    /**
     * For services that there is no method for: of engines of one's own.
     *
     * @param user who it is, for lists of clients
     * @return what makes clients
     */
    @Override
    public ChorosClient of(String user) {
        return new ChorosClient(options.withConnector(new LocalConnector(link, user, options.timeoutMs())));
    }

    /** Ends it and all clients; the node goes on. */
    @Override
    public void close() {
        link.close();
    }
}
