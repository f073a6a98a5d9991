/** Threads, groups and services around the replicated map. */
package org.choros.map.service;
