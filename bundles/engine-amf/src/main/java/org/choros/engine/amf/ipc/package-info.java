/**
 * The messages between clients and the availability manager, as bytes: what both ends of a connection share. Not
 * exported: who talks to the service takes them along, so that an engine can be replaced without stopping its clients'
 * bundles.
 */
package org.choros.engine.amf.ipc;
