/** The standalone daemon: command line, framework, exit status. */
package org.choros.runtime;
