package org.choros.itests.osgi;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.security.PrivilegedActionException;
import java.security.PrivilegedExceptionAction;

import javax.security.auth.Subject;

import org.apache.karaf.jaas.boot.principal.RolePrincipal;
import org.apache.karaf.shell.api.console.Session;
import org.apache.karaf.shell.api.console.SessionFactory;
import org.osgi.framework.BundleContext;

/** Somebody at Karaf's prompt: who is no administrator does not even find the commands that change something. */
final class KarafShell implements AutoCloseable {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
    private final Subject user = new Subject();
    private final Session session;

    private KarafShell(BundleContext context, String... roles) {
        for (String role : roles) {
            user.getPrincipals().add(new RolePrincipal(role));
        }
        session = context.getService(context.getServiceReference(SessionFactory.class))
                .create(InputStream.nullInputStream(), out, out);
    }

    static KarafShell administrator(BundleContext context) {
        // the roles of Karaf's own
        return new KarafShell(context, "admin", "manager", "viewer", "systembundles");
    }

    static KarafShell viewer(BundleContext context) {
        return new KarafShell(context, "viewer");
    }

    /** Runs a line and gives what it prints; throws what it fails with. */
    String run(String line) throws Exception {
        bytes.reset();
        try {
            Subject.doAs(user, (PrivilegedExceptionAction<Object>) () -> session.execute(line));
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
