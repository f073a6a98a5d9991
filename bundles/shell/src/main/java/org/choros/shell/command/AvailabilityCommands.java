package org.choros.shell.command;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

import org.choros.availability.Assignment;
import org.choros.availability.Availability;
import org.choros.availability.AvailabilityStatus;
import org.choros.availability.ComponentState;
import org.choros.availability.GroupDefinition;
import org.choros.availability.GroupState;
import org.choros.availability.NodeState;
import org.choros.availability.Operation;
import org.choros.availability.OperationOutcome;
import org.choros.availability.OperationRequest;
import org.choros.availability.Presence;
import org.choros.availability.Readiness;
import org.choros.availability.Role;
import org.choros.availability.UnitState;
import org.choros.availability.WorkloadState;
import org.choros.base.CsError;
import org.choros.shell.nodes.NodeName;
import org.choros.shell.nodes.Service;
import org.choros.shell.nodes.Use;

/** Shows and administers what the availability manager keeps available. */
final class AvailabilityCommands {
    private static final Map<CsError, String> HINTS = Map.of(CsError.NOT_SUPPORTED,
            "it keeps nothing available: corosync.conf has no section availability, or the engine is not there");

    private final Reader reader;

    AvailabilityCommands(Reader reader) {
        this.reader = reader;
    }

    private AvailabilityStatus read(NodeName node) throws CommandException {
        return reader.use(node, Service.AVAILABILITY, "read what is kept available", HINTS, Availability::status);
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    private static String orNull(String text) {
        return text.isEmpty() ? null : text;
    }

    // --- status

    String status(String name, Output output) throws CommandException {
        AvailabilityStatus s = read(reader.one(name));
        Table workloads = new Table("workload", "active", "standby", "wish", "why_not");
        Table units = new Table("unit", "node_id", "admin", "readiness", "why");
        Table components = new Table("component", "workload", "unit", "presence", "restarts", "failed_last");
        for (GroupState g : s.groups()) {
            g.workloads().forEach(w -> workload(w, workloads, components));
            for (UnitState u : g.units()) {
                units.row(u.id(), Integer.toUnsignedLong(u.nodeId()), word(u.admin()),
                        new Table.Painted(word(u.readiness()),
                                u.readiness() == Readiness.IN_SERVICE ? Style.Tone.GOOD : Style.Tone.WARN),
                        orNull(u.why()));
            }
        }
        Table nodes = new Table("node_id", "name", "present", "admin", "in_doubt", "same_configuration", "why");
        for (NodeState n : s.nodes()) {
            nodes.row(Integer.toUnsignedLong(n.nodeId()), n.name(), judged(n.present()), word(n.admin()),
                    new Table.Painted(n.inDoubt(), n.inDoubt() ? Style.Tone.WARN : Style.Tone.GOOD),
                    judged(n.sameConfiguration()), orNull(n.why()));
        }
        Table declared = new Table("declared_group", "origin", "why_not_in_use");
        s.groups().stream().filter(g -> !g.origin().isEmpty()).forEach(g -> declared.row(g.name(), g.origin(), null));
        s.leftOut().forEach(l -> declared.row(l.name(), null, new Table.Painted(l.why(), Style.Tone.BAD)));
        if (output.json()) {
            Map<String, Object> all = new LinkedHashMap<>();
            all.put("managed", s.managed());
            all.put("waits_for", orNull(s.waitsFor()));
            all.put("workloads", workloads.objects());
            all.put("units", units.objects());
            all.put("components", components.objects());
            all.put("nodes", nodes.objects());
            all.put("declared", declared.objects());
            return Json.of(all) + '\n';
        }
        return (s.managed() ? "" : "Nothing changes now: " + s.waitsFor() + ".\n\n")
                + output.table(workloads, "Nothing is to be kept available.") + '\n' + output.table(units, "No unit.")
                + '\n' + output.table(components, "Nothing runs.") + '\n' + output.table(nodes, "No node.")
                + (declared.objects().isEmpty() ? "" : '\n' + output.table(declared, ""));
    }

    private static Table.Painted judged(boolean good) {
        return new Table.Painted(good, good ? Style.Tone.GOOD : Style.Tone.WARN);
    }

    private static void workload(WorkloadState w, Table workloads, Table components) {
        String active = units(w, Role.ACTIVE);
        workloads.row(w.id(),
                active == null
                        ? null
                        : new Table.Painted(active, w.why().isEmpty() ? Style.Tone.GOOD : Style.Tone.WARN),
                units(w, Role.STANDBY), orNull(w.wish()),
                w.why().isEmpty() ? null : new Table.Painted(w.why(), Style.Tone.BAD));
        for (Assignment a : w.assignments()) {
            for (ComponentState c : a.components()) {
                components.row(c.name(), w.id(), a.unit(),
                        new Table.Painted(word(c.presence()),
                                c.presence() == Presence.INSTANTIATED ? Style.Tone.GOOD : Style.Tone.WARN),
                        Integer.toUnsignedLong(c.restarts()), orNull(c.cause()));
            }
        }
    }

    /** Those who are that, or become or cease to be it. */
    private static String units(WorkloadState w, Role role) {
        return orNull(w.assignments().stream().filter(a -> a.role() == role).map(Assignment::unit)
                .collect(Collectors.joining(" ")));
    }

    // --- operations

    String operate(String name, List<String> words) throws CommandException {
        Operation operation = OperationRequest.operation(words.get(0));
        if (operation == null) {
            throw new CommandException("There is no operation " + Table.visible(words.get(0)) + "; there are "
                    + String.join(", ", operations()) + ".");
        }
        NodeName node = reader.one(name);
        OperationRequest request;
        try {
            request = OperationRequest.of(operation, words.subList(1, words.size()), read(node));
        } catch (IllegalArgumentException e) {
            throw new CommandException(Table.visible(sentence(e.getMessage())));
        }
        return ordered(node, word(operation), a -> a.operate(operation, request.target(), request.unit()));
    }

    private String ordered(NodeName node, String word, Use<Availability, OperationOutcome> use)
            throws CommandException {
        OperationOutcome outcome = reader.use(node, Service.AVAILABILITY, word, HINTS, use);
        if (!outcome.ordered()) {
            throw new CommandException(Table.visible(sentence(outcome.text())));
        }
        return outcome.text().isEmpty() ? "Ordered.\n" : Table.visible(sentence("ordered: " + outcome.text())) + '\n';
    }

    String declare(String name, String file) throws CommandException {
        NodeName node = reader.one(name);
        GroupDefinition group;
        try (InputStream in = Files.newInputStream(Path.of(file))) {
            group = GroupDefinition.read(in);
        } catch (NoSuchFileException | InvalidPathException e) {
            throw new CommandException("There is no file " + Table.visible(file) + " on this host.");
        } catch (IOException e) {
            throw new CommandException(Table.visible("Cannot read " + file + ": " + e.getMessage() + "."));
        } catch (IllegalArgumentException e) {
            throw new CommandException(Table.visible(file + ": " + e.getMessage() + "."));
        }
        return ordered(node, "declare", a -> a.declare(group));
    }

    String withdraw(String name, String group) throws CommandException {
        return ordered(reader.one(name), "withdraw", a -> a.withdraw(group));
    }

    private static String sentence(String text) {
        return text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1) + '.';
    }

    static List<String> operations() {
        List<String> all = new ArrayList<>();
        for (Operation o : Operation.values()) {
            all.add(word(o));
        }
        return all;
    }

    /** What may be withdrawn. */
    SortedSet<String> declared(String name) throws CommandException {
        AvailabilityStatus s = read(reader.one(name));
        SortedSet<String> names = new TreeSet<>();
        s.groups().stream().filter(g -> !g.origin().isEmpty()).forEach(g -> names.add(g.name()));
        s.leftOut().forEach(l -> names.add(l.name()));
        return names;
    }

    /** What may stand behind an operation, at any place. */
    SortedSet<String> targets(String name) throws CommandException {
        AvailabilityStatus s = read(reader.one(name));
        SortedSet<String> names = new TreeSet<>();
        s.nodes().forEach(n -> names.add(n.name()));
        for (GroupState g : s.groups()) {
            names.add(g.name());
            g.units().forEach(u -> names.add(u.id()));
            g.workloads().forEach(w -> names.add(w.id()));
        }
        return names;
    }
}
