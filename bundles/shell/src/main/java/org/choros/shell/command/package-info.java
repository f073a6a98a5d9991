/** What the commands do and print, whoever the shell is: pure. */
package org.choros.shell.command;
