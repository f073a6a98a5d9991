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

import org.choros.availability.GroupDeclaration;
import org.choros.availability.ManagedComponent;
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
        return start(context, name, imports, null, null);
    }

    /** Installs and starts a bundle with a component that works while a node is quorate. */
    static Bundle worker(BundleContext context, String name, String node) throws IOException, BundleException {
        return start(context, name, "org.osgi.framework,org.osgi.service.condition;version=\"[1.0,2)\"",
                QuorateWorker.class, component(node));
    }

    /** Installs and starts a bundle with a component that brings the group that it is of. */
    static Bundle declarer(BundleContext context, String name) throws IOException, BundleException {
        return start(context, name, "org.osgi.framework,org.choros.availability", DeclaredIndex.class, """
                <scr:component xmlns:scr="http://www.osgi.org/xmlns/scr/v1.3.0" name="index">
                  <implementation class="%s"/>
                  <property name="%s" value="index"/>
                  <service>
                    <provide interface="%s"/>
                    <provide interface="%s"/>
                  </service>
                </scr:component>
                """.formatted(DeclaredIndex.class.getName(), ManagedComponent.NAME, ManagedComponent.class.getName(),
                GroupDeclaration.class.getName()));
    }

    private static Bundle start(BundleContext context, String name, String imports, Class<?> code, String component)
            throws IOException, BundleException {
        Manifest manifest = new Manifest();
        Attributes main = manifest.getMainAttributes();
        main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        main.putValue("Bundle-ManifestVersion", "2");
        main.putValue("Bundle-SymbolicName", name);
        main.putValue("Import-Package", imports);
        if (code != null) {
            main.putValue("Service-Component", COMPONENT);
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JarOutputStream jar = new JarOutputStream(bytes, manifest)) {
            if (code != null) {
                String type = code.getName().replace('.', '/') + ".class";
                jar.putNextEntry(new JarEntry(type));
                try (InputStream bytesOfCode = code.getClassLoader().getResourceAsStream(type)) {
                    bytesOfCode.transferTo(jar);
                }
                jar.putNextEntry(new JarEntry(COMPONENT));
                jar.write(component.getBytes(StandardCharsets.UTF_8));
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
