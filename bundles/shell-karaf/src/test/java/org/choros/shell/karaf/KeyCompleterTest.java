package org.choros.shell.karaf;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;

import org.junit.jupiter.api.Test;

class KeyCompleterTest {
    @Test
    void keysAreOfferedAPartAtATime() {
        List<String> keys = List.of("totem.token", "totem.transport", "totem.interface.0.mcastport", "top");
        assertEquals(List.of("top", "totem."), List.copyOf(KeyCompleter.parts("to", keys)));
        assertEquals(List.of("totem.interface.", "totem.token", "totem.transport"),
                List.copyOf(KeyCompleter.parts("totem.", keys.subList(0, 3))));
    }

    @Test
    void theNodeIsTheOneOnTheLine() {
        assertEquals("blue", KeyCompleter.node(new String[]{"cmap-get", "--node", "blue", "to"}));
        assertEquals("", KeyCompleter.node(new String[]{"cmap-get", "--node"}));
    }
}
