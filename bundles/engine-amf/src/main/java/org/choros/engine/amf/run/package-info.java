/** Runs what the state machines ask for: processes, probes, beans. The only part of the bundle with threads and files. */
package org.choros.engine.amf.run;
