package org.choros.engine.amf;

import java.util.ArrayList;
import java.util.List;

import org.choros.engine.amf.model.Model;
import org.choros.engine.amf.supervise.Order;
import org.choros.engine.amf.supervise.Report;
import org.choros.spi.engine.Membership;

/** Says in words why something changes. */
final class Causes {
    private Causes() {
    }

    /** An operation as people ask for it. */
    static String operation(Model model, AmfMessage.Operate o) {
        String target = o.target().kind() == Target.Kind.NODE
                ? "node " + model.nodeName(o.target().nodeId())
                : o.target().toString();
        String argument = o.operation() != Operation.MOVE
                ? ""
                : o.argument().isEmpty() ? " anywhere" : " to " + o.argument();
        return Changes.word(o.operation()) + ' ' + target + argument;
    }

    /** Who has come and gone with a membership; empty for nobody. */
    static String membership(AmfEngine engine, Membership change) {
        List<String> words = new ArrayList<>();
        for (int node : change.left()) {
            words.add("node " + engine.name(node) + " has left");
        }
        for (int node : change.joined()) {
            words.add("node " + engine.name(node) + " has joined");
        }
        return String.join(", ", words);
    }

    /** What a message says that was just taken in. */
    static String message(AmfEngine engine, int sender, AmfMessage m) {
        String node = "node " + engine.name(sender);
        if (m instanceof AmfMessage.Told t) {
            return told(engine, sender, t.report());
        } else if (m instanceof AmfMessage.Clean) {
            return node + " runs nothing else";
        } else if (m instanceof AmfMessage.Quorate q) {
            return node + (q.quorate() ? " is quorate" : " is not quorate");
        } else if (m instanceof AmfMessage.Over o) {
            return o.node() == 0 ? "what lost nodes ran is over" : "node " + engine.name(o.node()) + " is fenced";
        } else if (m instanceof AmfMessage.Operate o) {
            return operation(engine.ledger().model(), o);
        } else if (m instanceof AmfMessage.Propose) {
            return "the configuration of " + node;
        } else if (m instanceof DeclarationMessage d) {
            return declaration(engine, sender, d);
        } else if (m instanceof AmfMessage.Repaired r) {
            return "unit " + r.unit() + " is taken for repaired";
        }
        return node + (m instanceof AmfMessage.Leaving ? " is about to leave" : " has taken itself out");
    }

    /** What becomes of a declared group, and by whom. */
    static String declaration(AmfEngine engine, int sender, DeclarationMessage d) {
        return "group " + d.name() + (d.withdrawn() ? " is withdrawn by a " : " is declared by a ")
                + (d.byBundle() ? "bundle of" : "client of") + " node " + engine.name(sender);
    }

    private static String told(AmfEngine engine, int sender, Report report) {
        String why = report.kind() == Report.Kind.FAILED ? failure(engine, sender, report.serial()) : "";
        return "node " + engine.name(sender) + switch (report.kind()) {
            case HELD -> " has it up";
            case GONE -> " has stopped it";
            case FAILED -> " cannot keep it up";
            default -> " cannot stop it";
        } + (why.isEmpty() ? "" : ": " + why);
    }

    /** What a component has said last of an entry that has failed. */
    private static String failure(AmfEngine engine, int node, long serial) {
        Order o = engine.ledger().order(serial);
        return o == null
                ? ""
                : ComponentNotes.cause(node == engine.localNodeId()
                        ? engine.executor().components()
                        : engine.outside().notes().of(node), o.slot());
    }
}
