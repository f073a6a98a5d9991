package org.choros.totem.ring;

/** The four states of the membership protocol. */
public enum State {
    /** The ring is formed: the token goes round and messages are ordered. Also before the first interface is up. */
    OPERATIONAL,
    /** Processors propose memberships to each other until all agree. */
    GATHER,
    /** All agree; the commit token goes round and collects what each has of its old ring. */
    COMMIT,
    /** The new ring's token goes round; messages of the old rings are exchanged until nobody lacks one. */
    RECOVERY
}
