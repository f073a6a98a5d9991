/** The replicated map as a state machine: no thread, lock, clock or input and output of its own. */
package org.choros.map.core;
