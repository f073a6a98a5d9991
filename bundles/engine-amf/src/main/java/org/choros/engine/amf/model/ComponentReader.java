package org.choros.engine.amf.model;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;

/** Reads one component and its checks. */
final class ComponentReader {
    private static final int FAILURES_MAX = 1000;
    private static final int PORT_MAX = 65_535;
    private static final int CHECKS_MAX = 16;
    private static final List<String> KEYS = List.of("name", "type", "start", "stop", "bean", "bundle",
            "user", "directory",
            "output", "start_timeout", "stop_timeout", "kill_timeout", "check");
    private static final List<String> KINDS = List.of("command", "tcp", "http", "bean", "heartbeat");
    private static final List<String> WORDLESS = List.of("bean", "heartbeat");

    private final ConfSection section;
    private final String group;

    ComponentReader(ConfSection section, String group) {
        this.section = section;
        this.group = group;
    }

    Component component() {
        section.about("group " + group);
        Component.Type type = type();
        boolean bean = type == Component.Type.OSGI;
        List<String> start = bean ? bean() : section.command("start");
        String name = section.text("name", start.isEmpty()
                ? ""
                : bean ? start.get(0).replaceFirst(Component.BUNDLE, "") : lastPart(start.get(0)));
        section.about("group " + group + ", component " + name).allow(KEYS, List.of("environment", "check"));
        if (start.isEmpty() && (bean || !section.has("start"))) {
            section.fault(bean ? "bean" : "start", bean
                    ? "name the bean, or the bundle with bundle: SYMBOLIC-NAME"
                    : "there is no start command: write one");
        } else if (!start.isEmpty() && !name.matches("[A-Za-z0-9_.-]{1,64}")) {
            section.fault("name", "\"" + name + "\" is no name of 1 to 64 letters, digits, '_', '-' and '.'");
        }
        unused(bean ? List.of("start", "stop", "user", "directory", "output") : List.of("bean", "bundle"), type);
        if (type == Component.Type.ONESHOT && !section.has("stop")) {
            section.fault("stop", "a oneshot leaves an effect: say what takes it back (\"true\" if nothing has to)");
        }
        path("directory");
        path("output");
        List<HealthCheck> checks = checks(bean);
        return new Component(name, type, start, section.command("stop"), section.text("user", ""),
                section.text("directory", ""), section.text("output", ""), environment(), checks,
                section.time("start_timeout", 1, 20_000), section.time("stop_timeout", 1, 10_000),
                section.time("kill_timeout", 1, 3_000));
    }

    /** What is told its role: one bean, or one bundle. */
    private List<String> bean() {
        List<String> beans = section.list("bean");
        List<String> bundles = section.list("bundle");
        if (beans.size() + bundles.size() > 1) {
            section.fault(bundles.isEmpty() ? "bean" : "bundle", "there is more than one: write a component for each");
        }
        return bundles.isEmpty() ? beans : List.of(Component.BUNDLE + bundles.get(0));
    }

    private Component.Type type() {
        String word = section.text("type", "process");
        for (Component.Type t : Component.Type.values()) {
            if (t.name().toLowerCase(Locale.ROOT).equals(word)) {
                return t;
            }
        }
        section.fault("type", "\"" + word + "\" is none of process, forking, oneshot, osgi");
        return Component.Type.PROCESS;
    }

    private static String lastPart(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    private void unused(List<String> keys, Component.Type type) {
        for (String key : keys) {
            if (section.has(key)) {
                section.fault(key, "a component of type " + type.name().toLowerCase(Locale.ROOT)
                        + " has none: leave it out or change the type");
            }
        }
    }

    private void path(String key) {
        String v = section.text(key, "/");
        if (!v.startsWith("/")) {
            section.fault(key, "\"" + v + "\" is no absolute path");
        }
    }

    private TreeMap<String, String> environmentOf(ConfSection s) {
        s.about("group " + group).allow(List.copyOf(s.values().keySet()), List.of());
        for (String key : s.values().keySet()) {
            if (!key.matches("[A-Za-z_][A-Za-z0-9_]*") || key.startsWith("CHOROS_")) {
                s.fault(key, key.startsWith("CHOROS_")
                        ? "names that begin with CHOROS_ are set by the node"
                        : "is no name of an environment variable");
            }
        }
        return new TreeMap<>(s.values());
    }

    private SortedMap<String, String> environment() {
        TreeMap<String, String> all = new TreeMap<>();
        for (ConfSection s : section.sections("environment")) {
            all.putAll(environmentOf(s));
        }
        return Collections.unmodifiableSortedMap(all);
    }

    private List<HealthCheck> checks(boolean bean) {
        List<HealthCheck> checks = new ArrayList<>();
        if (section.has("check")) {
            String[] parts = section.text("check", "").split("[ \t]+", 2);
            if (!KINDS.contains(parts[0]) || parts.length == 1 && !WORDLESS.contains(parts[0])) {
                section.fault("check", "\"" + section.text("check", "")
                        + "\" is none of command COMMAND, tcp HOST:PORT, http URL, heartbeat, bean");
            } else {
                section.values().put(parts[0], parts.length == 1 ? "yes" : parts[1]);
                add(checks, section, parts[0], "check");
                section.values().remove(parts[0]);
            }
        }
        for (ConfSection s : section.sections("check")) {
            s.about("group " + group).allow(List.of("command", "tcp", "http", "bean", "heartbeat", "period",
                    "timeout", "grace", "failures"), List.of());
            List<String> kinds = KINDS.stream().filter(s::has).toList();
            if (kinds.size() != 1) {
                s.fault("", kinds.isEmpty()
                        ? "what is checked? name one of " + String.join(", ", KINDS)
                        : "checks more than one thing (" + String.join(", ", kinds) + "): write a section for each");
            } else {
                add(checks, s, kinds.get(0), kinds.get(0));
            }
        }
        if (checks.size() > CHECKS_MAX) {
            section.fault("check", "there are " + checks.size() + ", at most " + CHECKS_MAX + " are taken");
        }
        if (!bean && checks.stream().anyMatch(c -> c.kind() == HealthCheck.Kind.BEAN)) {
            section.fault("check", "there is no bean to be asked: only type osgi has one");
        }
        return Collections.unmodifiableList(checks);
    }

    private void add(List<HealthCheck> checks, ConfSection s, String kind, String key) {
        boolean own = s != section;
        List<String> target = target(s, kind, key);
        long period = own ? s.time("period", 10, 10_000) : 10_000_000_000L;
        long timeout = own ? s.time("timeout", 1, 5_000) : 5_000_000_000L;
        long grace = own ? s.time("grace", 0, 0) : 0;
        int failures = own ? s.number("failures", 1, FAILURES_MAX, 2) : 2;
        checks.add(new HealthCheck(HealthCheck.Kind.valueOf(kind.toUpperCase(Locale.ROOT)), target, period, timeout,
                grace, failures));
    }

    private static List<String> target(ConfSection s, String kind, String key) {
        String v = s.text(kind, "");
        switch (kind) {
            case "command" -> {
                return s.command(kind);
            }
            case "heartbeat", "bean" -> {
                if (!v.equals("yes")) {
                    s.fault(key, "\"" + v + "\" is not yes: leave the section out where there is no such check");
                }
                return List.of();
            }
            case "tcp" -> {
                int colon = v.lastIndexOf(':');
                String port = v.substring(colon + 1);
                if (colon < 1 || !port.matches("[0-9]{1,5}") || Integer.parseInt(port) > PORT_MAX
                        || Integer.parseInt(port) == 0) {
                    s.fault(key, "\"" + v + "\" is not HOST:PORT");
                }
            }
            default -> {
                try {
                    CheckUrl.of(v);
                } catch (IllegalArgumentException e) {
                    s.fault(key, e.getMessage());
                }
            }
        }
        return List.of(v);
    }
}
