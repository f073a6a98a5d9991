/** Commands for Karaf's shell. */
package org.choros.shell.karaf;
