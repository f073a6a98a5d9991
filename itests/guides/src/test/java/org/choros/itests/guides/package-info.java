/** The newcomer's road: the guides' commands, the archetype, the repositories. */
package org.choros.itests.guides;
