/** The pure heart of a node: ring, groups, synchronisation and services wired together. No thread, socket or clock. */
package org.choros.node.core;
