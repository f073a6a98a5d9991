/** Runs what the state machines ask for: the only part of the bundle with threads, processes, sockets and files. */
package org.choros.engine.amf.run;
