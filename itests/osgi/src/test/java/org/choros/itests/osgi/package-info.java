/** A node as a guest in other people's containers, installed and configured as an operator would do it there. */
package org.choros.itests.osgi;
