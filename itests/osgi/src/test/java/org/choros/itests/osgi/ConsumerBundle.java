package org.choros.itests.osgi;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;

/** Makes small bundles that use the services of nodes. */
final class ConsumerBundle {
    private static final String COMPONENT = "OSGI-INF/worker.xml";

    private ConsumerBundle() {
    }

    /** Installs and starts a bundle without code, in whose name services can be used. */
    static Bundle empty(BundleContext context, String name) throws IOException, BundleException {
        return empty(context, name, "org.choros.cpg,org.choros.base");
    }

    /** Does so with a bundle that imports these packages. */
    static Bundle empty(BundleContext context, String name, String imports) throws IOException, BundleException {
        return start(context, name, imports, false);
    }

    /** Installs and starts a bundle with a component that works while a node is quorate. */
    static Bundle worker(BundleContext context, String name, String node) throws IOException, BundleException {
        return start(context, name, node, true);
    }

    private static Bundle start(BundleContext context, String name, String what, boolean worker)
            throws IOException, BundleException {
        Manifest manifest = new Manifest();
        Attributes main = manifest.getMainAttributes();
        main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        main.putValue("Bundle-ManifestVersion", "2");
        main.putValue("Bundle-SymbolicName", name);
        main.putValue("Import-Package", worker
                ? "org.osgi.framework,org.osgi.service.condition;version=\"[1.0,2)\""
                : what);
        if (worker) {
            main.putValue("Service-Component", COMPONENT);
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JarOutputStream jar = new JarOutputStream(bytes, manifest)) {
            if (worker) {
                String type = QuorateWorker.class.getName().replace('.', '/') + ".class";
                jar.putNextEntry(new JarEntry(type));
                try (InputStream code = QuorateWorker.class.getClassLoader().getResourceAsStream(type)) {
                    code.transferTo(jar);
                }
                jar.putNextEntry(new JarEntry(COMPONENT));
                jar.write(component(what).getBytes(StandardCharsets.UTF_8));
            }
        }
        Bundle bundle = context.installBundle("test:" + name, new ByteArrayInputStream(bytes.toByteArray()));
        bundle.start();
        return bundle;
    }

    private static String component(String node) {
        return """
                <scr:component xmlns:scr="http://www.osgi.org/xmlns/scr/v1.3.0" name="worker" immediate="true">
                  <implementation class="%s"/>
                  <reference name="quorate" interface="org.osgi.service.condition.Condition" field="quorate"
                      target="(&amp;(osgi.condition.id=choros.quorate)(org.choros.node=%s))"/>
                </scr:component>
                """.formatted(QuorateWorker.class.getName(), node);
    }
}
