/** The command-line tools: plain mains over the client. */
package org.choros.tools;
