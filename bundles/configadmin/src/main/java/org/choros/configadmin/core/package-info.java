/** Which configuration is new, as a state machine: no thread, lock, clock or container. */
package org.choros.configadmin.core;
