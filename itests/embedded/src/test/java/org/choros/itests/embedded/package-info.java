/** Nodes in plain Java, as users run them in their tests. */
package org.choros.itests.embedded;
