package org.choros.map.service;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.choros.base.ChorosException;
import org.choros.base.CsError;
import org.choros.cpg.Cpg;
import org.choros.map.QuorumPolicy;
import org.choros.map.ReplicatedMap;
import org.choros.map.ReplicatedMaps;
import org.choros.quorum.Quorum;

/** The maps of one user of a node: each with clients of its own, which end with it. */
final class NodeMaps implements ReplicatedMaps {
    private final Lease<Cpg> cpgs;
    private final Lease<Quorum> quorums;
    private final Set<GroupMap> open = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    /** Gives services out and takes them back. */
    interface Lease<T> {
        /**
         * @return a service, null when it is gone
         */
        T get();

        void release(T service);
    }

    NodeMaps(Lease<Cpg> cpgs, Lease<Quorum> quorums) {
        this.cpgs = cpgs;
        this.quorums = quorums;
    }

    @Override
    public ReplicatedMap open(String name, QuorumPolicy policy) throws ChorosException {
        Cpg cpg = cpgs.get();
        Quorum quorum = policy == QuorumPolicy.QUORATE ? quorums.get() : null;
        GroupMap[] made = new GroupMap[1];
        Runnable release = () -> {
            open.remove(made[0]);
            giveBack(cpg, quorum);
        };
        try {
            if (closed || cpg == null || policy == QuorumPolicy.QUORATE && quorum == null) {
                throw new ChorosException(CsError.LIBRARY, "map " + name + ": the node is gone");
            }
            made[0] = GroupMap.open(name, policy, cpg, quorum, release);
        } catch (ChorosException e) {
            giveBack(cpg, quorum);
            throw e;
        }
        open.add(made[0]);
        if (closed) {
            made[0].close();
        }
        return made[0];
    }

    private void giveBack(Cpg cpg, Quorum quorum) {
        if (cpg != null) {
            cpgs.release(cpg);
        }
        if (quorum != null) {
            quorums.release(quorum);
        }
    }

    void close() {
        closed = true;
        open.forEach(GroupMap::close);
    }
}
