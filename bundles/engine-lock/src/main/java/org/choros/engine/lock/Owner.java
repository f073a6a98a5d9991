package org.choros.engine.lock;

/**
 * Somebody on a node, by a number of the node's own.
 *
 * @param node the node
 * @param number the number: of a request, or of a session
 */
record Owner(int node, long number) {
    static Owner request(Entry e) {
        return new Owner(e.node(), e.request());
    }

    static Owner session(Entry e) {
        return new Owner(e.node(), e.session());
    }
}
