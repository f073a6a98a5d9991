/** One processor with its threads: assembled from a configuration and the plug-ins that are present. */
package org.choros.node;
