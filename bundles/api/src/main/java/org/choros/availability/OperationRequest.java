package org.choros.availability;

import java.util.List;
import java.util.Locale;

/**
 * An operation as people say it.
 *
 * @param operation which
 * @param target what it is about
 * @param unit for {@link Operation#MOVE} the unit, or empty; empty for all others
 */
public record OperationRequest(Operation operation, Target target, String unit) {

    private static final Target.Kind[] KINDS = {Target.Kind.UNIT, Target.Kind.GROUP, Target.Kind.NODE};

    /**
     * @param word a word
     * @return the operation of this name, or null when there is none
     */
    public static Operation operation(String word) {
        for (Operation o : Operation.values()) {
            if (o.name().toLowerCase(Locale.ROOT).equals(word)) {
                return o;
            }
        }
        return null;
    }

    /**
     * Understands what somebody asks for: {@code lock unit GROUP/UNIT}, {@code lock group GROUP},
     * {@code lock node NODE}, or only the name where that is clear; {@code move WORKLOAD UNIT}, with the group's name
     * for a workload where it has only one, and without the group's name in front of the unit.
     *
     * @param operation the operation
     * @param words the words behind it
     * @param status names what there is
     * @return what is meant; whether there is such a thing the node judges
     * @throws IllegalArgumentException when it means nothing; the message says why, for people
     */
    public static OperationRequest of(Operation operation, List<String> words, AvailabilityStatus status) {
        if (operation == Operation.MOVE) {
            return move(words, status);
        }
        boolean ofNode = operation == Operation.MAINTENANCE || operation == Operation.FENCED;
        if (words.isEmpty() || words.size() > 2) {
            throw new IllegalArgumentException(operation.name().toLowerCase(Locale.ROOT) + " wants "
                    + (ofNode ? "a node" : "a unit, group or node"));
        }
        Target target = words.size() == 2
                ? explicit(words.get(0), words.get(1))
                : ofNode ? Target.node(words.get(0)) : clear(words.get(0), status);
        return new OperationRequest(operation, target, "");
    }

    private static Target explicit(String kind, String name) {
        for (Target.Kind k : KINDS) {
            if (k.name().toLowerCase(Locale.ROOT).equals(kind)) {
                return new Target(k, name);
            }
        }
        throw new IllegalArgumentException("\"" + kind + "\" is not unit, group or node");
    }

    private static Target clear(String name, AvailabilityStatus status) {
        if (name.indexOf('/') >= 0) {
            return Target.unit(name);
        }
        boolean group = group(name, status) != null;
        boolean node = false;
        for (NodeState n : status.nodes()) {
            node |= n.name().equals(name) || Integer.toUnsignedString(n.nodeId()).equals(name);
        }
        if (group && node) {
            throw new IllegalArgumentException(
                    name + " is a group and a node: say \"group " + name + "\" or \"node " + name + "\"");
        }
        if (!group && !node) {
            throw new IllegalArgumentException("there is no group and no node " + name);
        }
        return group ? Target.group(name) : Target.node(name);
    }

    private static GroupState group(String name, AvailabilityStatus status) {
        for (GroupState g : status.groups()) {
            if (g.name().equals(name)) {
                return g;
            }
        }
        return null;
    }

    private static OperationRequest move(List<String> given, AvailabilityStatus status) {
        List<String> words = given.size() > 1 && given.get(0).equals("workload")
                ? given.subList(1, given.size())
                : given;
        if (words.isEmpty() || words.size() > 2) {
            throw new IllegalArgumentException("move wants a workload and perhaps a unit");
        }
        String workload = words.get(0);
        if (workload.indexOf('/') < 0) {
            GroupState g = group(workload, status);
            if (g == null) {
                throw new IllegalArgumentException("there is no group " + workload);
            }
            if (g.workloads().size() != 1) {
                throw new IllegalArgumentException(
                        "group " + workload + " has several workloads: say " + workload + "/WORKLOAD");
            }
            workload = g.workloads().get(0).id();
        }
        String unit = words.size() < 2 ? "" : words.get(1);
        if (!unit.isEmpty() && unit.indexOf('/') < 0) {
            unit = workload.substring(0, workload.indexOf('/') + 1) + unit;
        }
        return new OperationRequest(Operation.MOVE, Target.workload(workload), unit);
    }
}
