package org.choros.itests.osgi;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

import org.apache.felix.service.command.CommandProcessor;
import org.apache.felix.service.command.CommandSession;
import org.osgi.framework.BundleContext;

/** Somebody at the prompt of plain Gogo. */
final class GogoShell {
    private GogoShell() {
    }

    /** Runs a line and gives what it prints; throws what it fails with. */
    static String run(BundleContext context, String line) throws Exception {
        CommandProcessor processor = context.getService(context.getServiceReference(CommandProcessor.class));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
                CommandSession session = processor.createSession(InputStream.nullInputStream(), out, out)) {
            session.execute(line);
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
