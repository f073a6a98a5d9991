/** The services of one processor: which engines are loaded, and how messages, requests and synchronisation reach them. */
package org.choros.node.services;
