/** The benchmark's programs in Java: the same runs, messages and output as cpgbench.c, over other ways to send. */
package org.choros.itests.perf.load;
