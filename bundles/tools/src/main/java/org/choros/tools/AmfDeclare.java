package org.choros.tools;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

import org.choros.availability.Availability;
import org.choros.availability.GroupDefinition;
import org.choros.availability.OperationOutcome;
import org.choros.base.ChorosException;

/** The commands of corosync-amf that bring a group and take it away. */
final class AmfDeclare {
    private static final String DECLARE = "declare";
    private static final String WITHDRAW = "withdraw";

    private final GroupDefinition group;
    private final String name;

    private AmfDeclare(GroupDefinition group, String name) {
        this.group = group;
        this.name = name;
    }

    /** What words ask for; null when it is something else. */
    static AmfDeclare of(List<String> words, Console console) throws ToolException {
        if (words.isEmpty() || !words.get(0).equals(DECLARE) && !words.get(0).equals(WITHDRAW)) {
            return null;
        }
        boolean declare = words.get(0).equals(DECLARE);
        if (words.size() != 2 || words.get(1).isEmpty()) {
            throw new ToolException(AmfTool.NAME + ": " + words.get(0) + " wants "
                    + (declare ? "a file, or - for standard input" : "a group") + ", see " + AmfTool.NAME + " -h");
        }
        String word = words.get(1);
        return declare ? new AmfDeclare(read(word, console), "") : new AmfDeclare(null, word);
    }

    private static GroupDefinition read(String file, Console console) throws ToolException {
        try {
            if (file.equals("-")) {
                return GroupDefinition.read(console.in());
            }
            try (InputStream in = Files.newInputStream(Path.of(file))) {
                return GroupDefinition.read(in);
            }
        } catch (NoSuchFileException | InvalidPathException e) {
            throw new ToolException(AmfTool.NAME + ": there is no file " + file);
        } catch (IOException e) {
            throw new ToolException(AmfTool.NAME + ": cannot read " + file + ": " + e.getMessage());
        } catch (IllegalArgumentException e) {
            throw new ToolException(AmfTool.NAME + ": " + (file.equals("-") ? "standard input" : file) + ": "
                    + e.getMessage());
        }
    }

    String word() {
        return group == null ? WITHDRAW : DECLARE;
    }

    OperationOutcome ask(Availability availability) throws ChorosException {
        return group == null ? availability.withdraw(name) : availability.declare(group);
    }
}
