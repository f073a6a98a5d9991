/** What programs use that ask the engine. */
@Export
@Version("1.0.0")
package ${package}.client;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
