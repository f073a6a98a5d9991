/** Fuzz targets, their oracles and seeds, and what runs them. */
package org.choros.itests.fuzz;
