/** A laboratory of hosts in network namespaces, for tests that run real daemons. */
package org.choros.itests.lab;
