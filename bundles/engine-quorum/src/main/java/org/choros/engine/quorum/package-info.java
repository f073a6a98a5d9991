/** The quorum and votequorum services. */
package org.choros.engine.quorum;
