package org.choros.shell.nodes;

import org.choros.base.ChorosException;

/**
 * What is done with a client.
 *
 * @param <S> the service
 * @param <R> what comes of it
 */
@FunctionalInterface
public interface Use<S, R> {
    /**
     * @param client a client of our own, which is given back afterwards
     * @return what comes of it
     * @throws ChorosException when the node refuses
     */
    R with(S client) throws ChorosException;
}
