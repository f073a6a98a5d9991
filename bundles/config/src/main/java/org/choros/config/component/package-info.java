/** The OSGi service of this bundle. */
package org.choros.config.component;
