/** Where workloads belong, and how they get there safely: functions of what all nodes know. */
package org.choros.engine.amf.assign;
