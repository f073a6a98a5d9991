package org.choros.shell.nodes;

import org.choros.availability.Availability;
import org.choros.cfg.Cfg;
import org.choros.cmap.CMap;
import org.choros.cpg.Cpg;
import org.choros.quorum.Quorum;
import org.choros.quorum.VoteQuorum;

/**
 * A service that nodes offer.
 *
 * @param <S> the type
 * @param type the type
 * @param map which map it is, empty when it is none
 * @param engine the engine behind it, as the node's map names it
 */
public record Service<S>(Class<S> type, String map, String engine) {
    /** Configuration and run-time state. */
    public static final Service<CMap> MAP = new Service<>(CMap.class, "icmap", "cmap");
    /** Statistics; only of nodes of dialect 3. */
    public static final Service<CMap> STATISTICS = new Service<>(CMap.class, "stats", "cmap");
    /** The node itself. */
    public static final Service<Cfg> CFG = new Service<>(Cfg.class, "", "cfg");
    /** Process groups. */
    public static final Service<Cpg> CPG = new Service<>(Cpg.class, "", "cpg");
    /** Quorum. */
    public static final Service<Quorum> QUORUM = new Service<>(Quorum.class, "", "quorum");
    /** Votes; only where the configuration has them counted. */
    public static final Service<VoteQuorum> VOTES = new Service<>(VoteQuorum.class, "", "votequorum");
    /** What is kept available; only where the configuration has something to be. */
    public static final Service<Availability> AVAILABILITY = new Service<>(Availability.class, "", "availability");
}
