package org.choros.availability;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

import org.junit.jupiter.api.Test;

/** Groups that are written, read and refused; that the file's parser reads the same is tested in engine-amf. */
class GroupDefinitionTest {
    private static final String TEXT = """
            # a web server
            \tgroup {
                name: web
                nodes: alpha beta

                component {
                    start : sh -c "sleep 1: echo # no comment"
                    check {
                        http: http://10.1.11.10/
                    }
                    check {
                        period:1000
                        period: 2000\t
                    }
                }
              component{
                    type: oneshot
                    # } {
                }\r
                workload {
                    attributes {
                        colour: gr\u00fcn
                        empty:
                    }
                }
            }
            # that is all
            """;

    private static final Map<String, String> KEYS = Map.ofEntries(Map.entry("name", "web"),
            Map.entry("nodes", "alpha beta"),
            Map.entry("component.0.start", "sh -c \"sleep 1: echo # no comment\""),
            Map.entry("component.0.check.0.http", "http://10.1.11.10/"),
            Map.entry("component.0.check.1.period", "2000"), Map.entry("component.1.type", "oneshot"),
            Map.entry("workload.0.attributes.0.colour", "gr\u00fcn"),
            Map.entry("workload.0.attributes.0.empty", ""));

    @Test
    void readsWhatStandsInTheFile() {
        GroupDefinition group = GroupDefinition.parse(TEXT);
        assertEquals("web", group.name());
        assertEquals(new TreeMap<>(KEYS), group.keys());
        assertEquals("group web of 8 keys", group.toString());
        assertThrows(UnsupportedOperationException.class, () -> group.keys().remove("nodes"));
        assertEquals(group, GroupDefinition.of(KEYS));
        assertEquals(group.hashCode(), GroupDefinition.of(KEYS).hashCode());
    }

    @Test
    void isWritten() {
        assertEquals(GroupDefinition.of(KEYS),
                GroupDefinition.named("web").key("nodes", "alpha beta")
                        .section("component",
                                c -> c.key("start", "sh -c \"sleep 1: echo # no comment\"")
                                        .section("check", k -> k.key("http", "http://10.1.11.10/"))
                                        .section("check", k -> k.key("period", "1000").key("period", "2000")))
                        .section("component", c -> c.key("type", "oneshot"))
                        .section("workload", w -> w.section("attributes",
                                a -> a.key("colour", "gr\u00fcn").key("empty", "")))
                        .build());
    }

    @Test
    void readsFiles() throws Exception {
        byte[] utf8 = TEXT.getBytes(StandardCharsets.UTF_8);
        assertEquals(GroupDefinition.of(KEYS), GroupDefinition.read(new ByteArrayInputStream(utf8)));
        byte[] latin = TEXT.getBytes(StandardCharsets.ISO_8859_1);
        assertEquals("line 1: the text is not UTF-8", assertThrows(IllegalArgumentException.class,
                () -> GroupDefinition.read(new ByteArrayInputStream(latin))).getMessage());
        assertEquals("line 1: the text is too long for a group", assertThrows(IllegalArgumentException.class,
                () -> GroupDefinition.read(new ByteArrayInputStream(new byte[1 << 20]))).getMessage());
    }

    private static String fault(String text) {
        return assertThrows(IllegalArgumentException.class, () -> GroupDefinition.parse(text)).getMessage();
    }

    @Test
    void saysWhatIsWrongAndWhere() {
        String[][] cases = {{"", "line 1: there is no group: write \"group {\", its keys, and \"}\""},
                {"group {\nname: a", "line 2: a section has no end: a closing bracket '}' is missing"},
                {"group {\nnodes: a\n}", "line 3: the group has no name: write \"name: NAME\""},
                {"group {\nname:\n}", "line 3: the group has no name: write \"name: NAME\""},
                {"\n\navailability {\n",
                        "line 3: \"availability\" is not \"group\": write \"group {\", without what is "
                                + "around it in corosync.conf"},
                {"name: a\n", "line 1: a key stands outside of the group"},
                {"group {\nname: a\n}\ngroup {", "line 4: there is more behind the group: declare one at a time"},
                {"group {\nname: a\n}\n}", "line 4: a closing bracket '}' closes nothing"},
                {"group {\nwhat\n}", "line 2: this is no section that opens or closes, and no \"key: value\""},
                {"group {\n} x\n}", "line 2: a closing bracket '}' stands alone on its line"},
                {"group { name: a", "line 1: there are characters behind the opening bracket '{'; a value cannot have "
                        + "one"},
                {"group {\nstart: sh {\n", "line 2: \"start: sh\" is no key: letters, digits and . _ - / : make one"},
                {"group {\ncomponent {\n{\n", "line 3: \"\" is no section: it has a name without dots"},
                {"group {\na.b {\n", "line 2: \"a.b\" is no section: it has a name without dots"},
                {"group {\na b: c\n", "line 2: \"a b\" is no key: letters, digits and . _ - / : make one"},
                {"group {\n: c\n", "line 2: a key has a name"},
                {"group {\nstart: a\0b\n", "line 2: the value of start is not one line of text"},
                {"group {\nstart: " + "x".repeat(510) + "\n", "line 2: the line is longer than 510 bytes"}};
        for (String[] c : cases) {
            assertEquals(c[1], fault(c[0]));
        }
        assertEquals("line 60: a key has 1 to 230 characters with the sections that it is in, not 233",
                fault("group {\n" + "a {\n".repeat(64)));
        assertTrue(fault("#" + " ".repeat(300_000)).endsWith("the text is too long for a group"));
    }

    @Test
    void hasBounds() {
        GroupDefinition.Builder b = GroupDefinition.named("web");
        for (int i = 0; i < GroupDefinition.KEYS_MAX; i++) {
            b.key("k" + i, "v");
        }
        assertEquals("the group has 4097 keys of 23473 bytes with their values, at most 4096 of 65536 bytes are taken",
                assertThrows(IllegalArgumentException.class, b::build).getMessage());
        GroupDefinition.Builder long16 = GroupDefinition.named("web");
        for (int i = 0; i < 16; i++) {
            long16.key("k" + i, "\u00fc".repeat(GroupDefinition.VALUE_MAX / 2));
        }
        assertThrows(IllegalArgumentException.class, long16::build);
        assertThrows(IllegalArgumentException.class,
                () -> b.key("k", "\u00fc".repeat(GroupDefinition.VALUE_MAX / 2 + 1)));
        assertThrows(IllegalArgumentException.class, () -> b.key("k".repeat(GroupDefinition.KEY_MAX + 1), ""));
        assertThrows(IllegalArgumentException.class, () -> b.key("k", "a\nb"));
        assertThrows(IllegalArgumentException.class, () -> GroupDefinition.named(""));
        assertThrows(IllegalArgumentException.class, () -> GroupDefinition.of(Map.of("nodes", "a")));
    }

    /** Whatever is changed is read or refused, and nothing else is thrown. */
    @Test
    void readsAnythingOrRefusesIt() {
        for (int seed = 0; seed < 20_000; seed++) {
            Random r = new Random(seed);
            StringBuilder text = new StringBuilder(TEXT);
            for (int i = r.nextInt(6); i >= 0; i--) {
                int at = r.nextInt(text.length());
                switch (r.nextInt(3)) {
                    case 0 -> text.deleteCharAt(at);
                    case 1 -> text.insert(at, "{}:#\n .x".charAt(r.nextInt(8)));
                    default -> text.setCharAt(at, (char) r.nextInt(300));
                }
            }
            try {
                GroupDefinition group = GroupDefinition.parse(text.toString());
                assertEquals(group, GroupDefinition.of(group.keys()), () -> text.toString());
            } catch (IllegalArgumentException e) {
                assertTrue(e.getMessage().matches("(?s)line [0-9]+: .+"), e::getMessage);
            }
        }
    }
}
