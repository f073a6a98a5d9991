package org.choros.spi.engine;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a {@link ServiceEngineFactory} whose engines are to run on the ring thread itself, where a call costs no copy
 * and no change of threads, instead of on a thread of their own. While such an engine runs, no token goes round, and
 * one that does not come back stops its node: so it is for engines that are tested never to block, as those of Choros
 * are. A mark and no method, so that a node knows it without running anything of the plug-in.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface OnRingThread {
}
