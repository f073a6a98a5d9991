package org.choros.client;

import java.nio.ByteBuffer;

import org.choros.base.ChorosException;
import org.choros.cmap.MapKind;

/**
 * Connects programs to the services of a node on this host, Choros or C corosync. Each service has a connection of its
 * own; nothing is shared between them.
 */
public final class ChorosClient {
    private final ClientOptions options;

    /**
     * @param options how to talk to the node
     */
    public ChorosClient(ClientOptions options) {
        this.options = options;
    }

    /**
     * @param map which map
     * @return a connection to it
     * @throws ChorosException LIBRARY when there is no node, TRY_AGAIN when it is starting, ACCESS when we may not,
     *             INVALID_PARAM when it has no such map
     */
    public CMapClient cmap(MapKind map) throws ChorosException {
        return new CMapClient(options, map);
    }

    /**
     * @return a connection
     * @throws ChorosException LIBRARY when there is no node, TRY_AGAIN when it is starting, ACCESS when we may not
     */
    public CfgClient cfg() throws ChorosException {
        return new CfgClient(options);
    }

    /**
     * @return a connection, for one group
     * @throws ChorosException LIBRARY when there is no node, TRY_AGAIN when it is starting, ACCESS when we may not
     */
    public CpgClient cpg() throws ChorosException {
        return new CpgClient(options);
    }

    /**
     * @return a connection
     * @throws ChorosException LIBRARY when there is no node, TRY_AGAIN when it is starting, ACCESS when we may not
     */
    public QuorumClient quorum() throws ChorosException {
        return quorum(QuorumModel.V1);
    }

    /**
     * @param model how much it is to tell at most
     * @return a connection
     * @throws ChorosException LIBRARY when there is no node, TRY_AGAIN when it is starting, ACCESS when we may not
     */
    public QuorumClient quorum(QuorumModel model) throws ChorosException {
        return new QuorumClient(options, model);
    }

    /**
     * @return a connection
     * @throws ChorosException LIBRARY when there is no node or it does not count votes, TRY_AGAIN when it is starting,
     *             ACCESS when we may not
     */
    public VoteQuorumClient voteQuorum() throws ChorosException {
        return new VoteQuorumClient(options);
    }

    /**
     * @param name the name of a service's IPC socket, of any service
     * @return a connection whose events nobody hears
     * @throws ChorosException as {@link #service(String, ServiceHandler)}
     */
    public ServiceClient service(String name) throws ChorosException {
        ServiceClient client = service(name, new ServiceHandler() {
            @Override
            public void event(ByteBuffer message) {
                // who wants to hear it brings a handler
            }

            @Override
            public void lost() {
                // the next call says so
            }
        });
        client.begin();
        return client;
    }

    /**
     * @param name the name of a service's IPC socket, of any service
     * @param handler who hears its events, once {@link ServiceClient#begin} was called
     * @return a connection
     * @throws ChorosException LIBRARY when there is no node or it has no such service, TRY_AGAIN when it is starting,
     *             ACCESS when we may not, NOT_SUPPORTED when a node of this JVM has no such service
     */
    public ServiceClient service(String name, ServiceHandler handler) throws ChorosException {
        return new ServiceClient(name, options, handler);
    }
}
