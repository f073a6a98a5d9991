package org.choros.shell.karaf;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;

import org.apache.karaf.shell.api.console.CommandLine;
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
    void aKeyOnTheLeftIsTakenAsItIs() {
        List<String> candidates = new ArrayList<>();
        assertEquals(0, new KeyCompleter().complete(null, new Word("my.new.key"), candidates));
        assertEquals(List.of("my.new.key "), candidates);
    }

    @Test
    void theNodeIsTheOneOnTheLine() {
        assertEquals("blue", KeyCompleter.node(new String[]{"cmap-get", "--node", "blue", "to"}));
        assertEquals("", KeyCompleter.node(new String[]{"cmap-get", "--node"}));
    }

    /** How Karaf asks for a word that is not the one at the cursor. */
    private record Word(String word) implements CommandLine {
        @Override
        public int getCursorArgumentIndex() {
            return 0;
        }

        @Override
        public String getCursorArgument() {
            return word;
        }

        @Override
        public int getArgumentPosition() {
            return word.length();
        }

        @Override
        public String[] getArguments() {
            return new String[]{word};
        }

        @Override
        public int getBufferPosition() {
            return word.length();
        }

        @Override
        public String getBuffer() {
            return word;
        }
    }
}
