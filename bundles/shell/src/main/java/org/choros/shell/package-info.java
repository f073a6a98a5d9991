/** Commands for Felix Gogo. */
package org.choros.shell;
