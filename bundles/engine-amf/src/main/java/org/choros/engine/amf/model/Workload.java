package org.choros.engine.amf.model;

import java.util.List;
import java.util.SortedMap;

/**
 * What a unit is active or standby for.
 *
 * @param id group/name
 * @param rank the lowest is served first
 * @param attributes what components are told
 * @param after ids of workloads that are active before it becomes so
 * @param requires ids of workloads without which it is not active; also in {@code after}
 */
public record Workload(String id, int rank, SortedMap<String, String> attributes, List<String> after,
        List<String> requires) {
}
