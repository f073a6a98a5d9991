/** What is to be kept available, as configured: checked wholly, immutable. */
package org.choros.engine.amf.model;
