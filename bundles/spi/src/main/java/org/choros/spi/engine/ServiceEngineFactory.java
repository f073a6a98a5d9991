package org.choros.spi.engine;

import java.util.List;

import org.choros.spi.cmap.IcMap;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Makes service engines of one kind; published as an OSGi service. When the service comes, each running node loads an
 * engine of it ({@code Service engine loaded: ...}) and announces it in a new synchronisation; when it goes, the engine
 * is stopped before the reference is given back. Several nodes may live in one framework: an engine belongs to one
 * node, and two engines share nothing.
 *
 * <p>
 * {@link #description} may be called on any thread, {@link #wanted} and {@link #create} are called on the thread
 * that the engine will have; none of them blocks. What throws is logged, and the node goes on without.
 */
@ConsumerType
public interface ServiceEngineFactory {
    /** Service property: the service id (Integer). */
    String PROPERTY = "choros.engine.id";

    /** @return who it is; the same for every engine it makes, and always the same */
    EngineDescription description();

    /**
     * Who it is in one dialect; quorum, for example, synchronises in 3.1 only.
     *
     * @param dialect 2 or 3
     * @return the description to load, announce and synchronise by; with the id of {@link #description()}
     */
    default EngineDescription description(int dialect) {
        return description();
    }

    /**
     * Whether a configuration asks for this engine: votequorum is loaded only when it is the quorum provider.
     *
     * @param map the node's map, configuration read; not to be changed
     * @return false to leave it out
     */
    default boolean wanted(IcMap map) {
        return true;
    }

    /**
     * What is wrong with a configuration that this engine would have to start, or go on, with: asked before a reload
     * takes it, on any thread, and by {@code corosync -t}. One that has faults is refused wholly, and the old one
     * stays.
     *
     * @param map the whole configuration as keys, read and checked; not to be changed
     * @return the faults, a line each with the key, for the log; none when it is right, or nothing in it is for this
     *         engine
     */
    default List<String> faults(IcMap map) {
        return List.of();
    }

    /**
     * Makes an engine for one node.
     *
     * @param context the node
     * @return the engine, not yet started
     */
    ServiceEngine create(EngineContext context);
}
