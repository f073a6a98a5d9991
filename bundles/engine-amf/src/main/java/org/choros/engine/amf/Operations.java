package org.choros.engine.amf;

import org.choros.engine.amf.model.Group;
import org.choros.engine.amf.model.Model;

/** Which operations make sense. */
final class Operations {
    private Operations() {
    }

    /** Why an operation cannot be done with a model, for who asks; null when it can. */
    static String fault(Model model, Operation operation, Target target, String argument) {
        String what = Changes.word(operation);
        boolean ofNode = operation == Operation.MAINTENANCE || operation == Operation.FENCED;
        if (ofNode && target.kind() != Target.Kind.NODE) {
            return what + " is of a node, not of " + target;
        }
        if (operation == Operation.MOVE != (target.kind() == Target.Kind.WORKLOAD)) {
            return operation == Operation.MOVE
                    ? "move is of a workload, not of " + target
                    : what + " is of a unit, group or node, not of " + target;
        }
        if (!exists(model, target)) {
            return "there is no " + target;
        }
        if (operation == Operation.MOVE && !argument.isEmpty()
                && model.groupOf(target.name()).unit(argument) == null) {
            return argument + " is no unit of the group of " + target + "; units are " + String.join(", ",
                    model.groupOf(target.name()).units().stream().map(u -> u.id()).toList());
        }
        return null;
    }

    /** Whether there is what an operation is about. */
    static boolean exists(Model model, Target target) {
        return switch (target.kind()) {
            case UNIT -> model.unit(target.name()) != null;
            case WORKLOAD -> model.workload(target.name()) != null;
            case NODE -> model.nodes().containsKey(target.nodeId());
            default -> model.groups().stream().map(Group::name).anyMatch(target.name()::equals);
        };
    }
}
