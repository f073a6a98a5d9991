/** The pure heart of a node: ring, groups, synchronisation and services wired together, without thread, socket or clock. */
package org.choros.node.core;
