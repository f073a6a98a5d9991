package org.choros.itests.osgi;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.security.PrivilegedActionException;
import java.security.PrivilegedExceptionAction;
import java.util.List;

import javax.security.auth.Subject;

import org.apache.karaf.jaas.boot.principal.RolePrincipal;
import org.apache.karaf.shell.api.console.Session;
import org.apache.karaf.shell.api.console.SessionFactory;
import org.osgi.framework.BundleContext;

/** An administrator at Karaf's prompt: others do not even find the commands that change features. */
final class KarafShell implements AutoCloseable {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
    private final Subject administrator = new Subject();
    private final Session session;

    KarafShell(BundleContext context) {
        // the roles of Karaf's own administrators
        for (String role : List.of("admin", "manager", "viewer", "systembundles")) {
            administrator.getPrincipals().add(new RolePrincipal(role));
        }
        session = context.getService(context.getServiceReference(SessionFactory.class))
                .create(InputStream.nullInputStream(), out, out);
    }

    /** Runs a line and gives what it prints; throws what it fails with. */
    String run(String line) throws Exception {
        bytes.reset();
        try {
            Subject.doAs(administrator, (PrivilegedExceptionAction<Object>) () -> session.execute(line));
        } catch (PrivilegedActionException e) {
            throw e.getException();
        }
        out.flush();
        return bytes.toString(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        session.close();
    }
}
