/**
 * Engines that run on a thread of their own: one half of each on the ring thread, the other on the engine's, bounded
 * queues between. Neither half has a thread, a clock or a lock; who gives them some is {@code EngineIsolation}.
 */
package org.choros.node.isolation;
