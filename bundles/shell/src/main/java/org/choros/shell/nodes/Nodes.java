package org.choros.shell.nodes;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.choros.base.ChorosException;

/** The nodes of a framework. For several threads. */
public interface Nodes {
    /** The ring of a node is operational and synchronised. */
    String RING = "choros.ring";

    /** @return those that serve, by name */
    List<NodeName> list();

    /** @return the instances' names of those that are configured, empty for one that the configuration does not name */
    List<String> configured();

    /** @return the instances' names of those that are configured and do not serve */
    default List<String> silent() {
        List<String> configured = configured();
        List<String> serving = list().stream().map(NodeName::name).toList();
        List<String> silent = new ArrayList<>(configured.stream()
                .filter(name -> !name.isEmpty() && !serving.contains(name)).toList());
        // such a one is known by its configuration file's or its node list's name once it serves
        long others = serving.stream().filter(name -> !configured.contains(name)).count();
        configured.stream().filter(String::isEmpty).skip(others).forEach(silent::add);
        return silent;
    }

    /**
     * @param node a node's name
     * @param service a service
     * @return whether the node offers it now
     */
    boolean offers(String node, Service<?> service);

    /**
     * @param node a node's name
     * @param condition the condition's id
     * @return whether it holds for this node now
     */
    boolean holds(String node, String condition);

    /** @return the transports that plug-ins offer, by name, each with the bundle that does */
    Map<String, String> transports();

    /**
     * Gets a client of a service, and gives it back.
     *
     * @param <S> the service
     * @param <R> what comes of it
     * @param node a node's name
     * @param service the service
     * @param use what is done with the client
     * @return what comes of it
     * @throws ChorosException when the node refuses; NOT_SUPPORTED when it does not offer the service, NO_RESOURCES
     *             when it gives no client
     */
    <S, R> R use(String node, Service<S> service, Use<S, R> use) throws ChorosException;
}
