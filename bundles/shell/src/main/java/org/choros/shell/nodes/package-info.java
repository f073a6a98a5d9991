/** The nodes of a framework and what can be learned of them, for those who show it: pure but for {@code OsgiNodes}. */
package org.choros.shell.nodes;
