/** Real clusters under faults and a verified load, judged by what their processes have seen. */
package org.choros.itests.campaign;
