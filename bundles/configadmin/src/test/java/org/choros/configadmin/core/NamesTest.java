package org.choros.configadmin.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;

import org.junit.jupiter.api.Test;

class NamesTest {
    @Test
    void aNameIsTheSameInAllContainers() {
        assertEquals("a.b", Names.of("a.b", null, "file:/opt/one/etc/a.b.cfg"));
        assertEquals("a.b~x", Names.of("a.b~x", "a.b", null));
        assertEquals("a.b~x", Names.of("a.b.0f9c-1", "a.b", "file:/opt/one/etc/a.b-x.cfg"));
        assertEquals("a.b~x-y.z", Names.of("a.b.7d1e-2", "a.b", "file:/srv/two/etc/a.b~x-y.z.config"));
        assertEquals("a.b~0f9c-1", Names.of("a.b.0f9c-1", "a.b", null), "drawn, and nothing else is known");
        assertEquals("a.b~0f9c-1", Names.of("a.b.0f9c-1", "a.b", "file:/opt/one/etc/other.cfg"));
        assertEquals("a.b~c", Names.of("c", "a.b", "file:/opt/one/etc/a.b-.cfg"));
        assertEquals("a.b", Names.factory("a.b~x~y"));
        assertEquals("x~y", Names.within("a.b~x~y"));
        assertNull(Names.factory("a.b"));
        assertNull(Names.factory("~a"));
    }

    @Test
    void whatIsBoundToAHostIsNeverReplicated() {
        Selection all = new Selection(List.of("*"), List.of(), List.of("My.Path"));
        assertTrue(all.has("org.choros") && all.has("org.apache.karaf.shell"));
        assertFalse(all.has("org.choros.node~n1") || all.has("org.choros.node") || all.has("org.choros.configadmin"));
        assertTrue(all.local("felix.fileinstall.filename") && all.local("my.path") && all.local("SERVICE.pid"));
        assertFalse(all.local("path"));
        Selection some = new Selection(List.of("a.*", "*b*c"), List.of("a.x*", "exact"), List.of());
        assertTrue(some.has("a.b") && some.has("a.") && some.has("bc") && some.has("xbyc"));
        assertFalse(some.has("a.xb") || some.has("a") || some.has("exact") || some.has("b") || some.has("xc"));
        assertFalse(new Selection(List.of("ab*ba"), List.of(), List.of()).has("aba"), "no letter counts twice");
        assertFalse(new Selection(List.of("*"), Selection.EXCLUDED, List.of()).has("org.apache.karaf.shell"));
    }
}
