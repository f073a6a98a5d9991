package org.choros.configadmin.service;

import java.io.IOException;
import java.util.Set;

import org.choros.configadmin.core.Content;

/** The configurations of a container, by the names that they have in all containers. Used by one thread. */
interface ConfigStore {
    /**
     * What an event is about.
     *
     * @param name which configuration
     * @param gone whether it is not there any more
     */
    record Change(String name, boolean gone) {
    }

    /** It is being deleted, of which an event will tell. */
    final class VanishingException extends IOException {
        private static final long serialVersionUID = 1;
    }

    /** Whether a configuration belongs to all. */
    boolean has(String name);

    /** Reads all that is there; returns the names of those that belong to all. */
    Set<String> scan() throws IOException;

    /** What an event is about, null when about nothing that belongs to all. */
    Change event(String pid, boolean deleted) throws IOException;

    /**
     * What a configuration says, null when it is not there.
     *
     * @throws VanishingException when it has just gone
     * @throws IllegalArgumentException when it says what cannot be sent
     */
    Content read(String name) throws IOException;

    void write(String name, Content content) throws IOException;

    void delete(String name) throws IOException;
}
