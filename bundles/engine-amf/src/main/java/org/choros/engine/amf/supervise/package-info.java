/** What runs on this node of what is to be kept available: pure state machines. */
package org.choros.engine.amf.supervise;
