/** The services of one processor: which engines are loaded, and how messages and requests reach them. */
package org.choros.node.services;
