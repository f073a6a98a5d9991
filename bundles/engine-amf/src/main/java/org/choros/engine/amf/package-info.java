/** The availability manager: what is to be kept available, decided on the ring. */
package org.choros.engine.amf;
