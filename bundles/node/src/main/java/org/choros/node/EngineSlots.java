package org.choros.node;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

import org.choros.node.core.NodeCore;
import org.choros.spi.cmap.IcMap;
import org.choros.spi.engine.EngineException;
import org.choros.spi.engine.ServiceEngineFactory;
import org.choros.spi.log.LogLevel;

/**
 * Loads and unloads the engines of a node as their factories come and go; of several versions of one the newest that
 * starts serves. For the ring thread.
 */
final class EngineSlots {
    private final RingSide side;
    private final IcMap map;
    private final EngineIsolation isolation;

    EngineSlots(RingSide side, IcMap map, EngineIsolation isolation) {
        this.side = side;
        this.map = map;
        this.isolation = isolation;
    }

    private boolean isOpen() {
        return side.core() != null && !side.closing();
    }

    /**
     * @param factory an engine to load, if it is wanted; one on a thread of its own comes by and by
     * @return false when it refused to start
     */
    boolean load(ServiceEngineFactory factory) {
        if (isOpen() && EngineIsolation.isolates(factory)) {
            isolation.load(factory, () -> {
            });
            return true;
        }
        try {
            if (!isOpen() || !factory.wanted(map)) {
                return true;
            }
            side.core().load(factory, System.nanoTime());
            side.after(System.nanoTime());
            return true;
        } catch (EngineException e) {
            EngineLoader.logFailure(factory.description(side.dialect()), e, map, side);
            return false;
        } catch (RuntimeException | LinkageError e) {
            side.log(LogLevel.ERROR, "SERV", "A service engine failed to load: " + e);
            return false;
        }
    }

    /** What a changed configuration asks for and is not there; of corosync's own, which read theirs once, none. */
    void loadWanted(List<ServiceEngineFactory> engines) {
        for (ServiceEngineFactory factory : engines) {
            int id = EngineLoader.id(factory);
            boolean ours = !EngineIsolation.isolates(factory) && !EngineLoader.isCorosyncs(id);
            if (ours && side.core() != null && side.core().services().engine(id) == null) {
                load(factory);
            }
        }
    }

    /**
     * @param factory whose engine is to go
     * @param versions gives those of the same id that are there then: the newest that starts takes its place
     * @param done run when it has gone
     */
    void unload(ServiceEngineFactory factory, Supplier<List<ServiceEngineFactory>> versions, Runnable done) {
        boolean served = serves(factory);
        unload(factory, () -> {
            if (served) {
                loadNewest(versions, new HashSet<>());
            }
            done.run();
        });
    }

    private void unload(ServiceEngineFactory factory, Runnable gone) {
        if (EngineIsolation.isolates(factory)) {
            isolation.unload(factory, gone);
            return;
        }
        if (serves(factory)) {
            NodeCore core = side.core();
            core.unload(core.services().loadedFrom(factory), System.nanoTime());
            side.after(System.nanoTime());
        }
        gone.run();
    }

    /**
     * An engine has come: it takes the place of an older version of it, which comes back if this one does not start.
     *
     * @param factory the engine
     * @param versions gives all of its id that are there then, a newer one before an older one
     */
    void appeared(ServiceEngineFactory factory, Supplier<List<ServiceEngineFactory>> versions) {
        ServiceEngineFactory older = older(factory, versions.get());
        if (older == null) {
            load(factory);
        } else {
            unload(older, () -> loadNewest(versions, new HashSet<>()));
        }
    }

    private ServiceEngineFactory older(ServiceEngineFactory factory, List<ServiceEngineFactory> same) {
        boolean behind = false;
        for (ServiceEngineFactory other : same) {
            if (behind && serves(other)) {
                return other;
            }
            behind |= other == factory;
        }
        return null;
    }

    // Stopping and starting take their time: who is there has to be asked again each time.
    private void loadNewest(Supplier<List<ServiceEngineFactory>> versions, Set<ServiceEngineFactory> refused) {
        for (ServiceEngineFactory factory : versions.get()) {
            if (!isOpen() || isolation.isLoading(factory) || serves(factory)) {
                return;
            }
            if (refused.add(factory)) {
                if (EngineIsolation.isolates(factory)) {
                    isolation.load(factory, () -> loadNewest(versions, refused));
                    return;
                }
                load(factory);
                if (serves(factory)) {
                    return;
                }
            }
        }
    }

    private boolean serves(ServiceEngineFactory factory) {
        NodeCore core = side.core();
        return core != null && (EngineIsolation.isolates(factory)
                ? isolation.serves(factory)
                : core.services().loadedFrom(factory) >= 0);
    }
}
