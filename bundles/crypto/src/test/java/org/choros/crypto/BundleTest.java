package org.choros.crypto;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.Manifest;

import org.choros.spi.crypto.CryptoFactory;
import org.choros.spi.crypto.CryptoSettings;
import org.junit.jupiter.api.Test;

/** The bundle with and without Bouncy Castle. */
class BundleTest {
    private static final Path CLASSES = Path.of("target/classes");

    @Test
    void theImportOfBouncyCastleIsOptional() throws IOException {
        try (var in = Files.newInputStream(CLASSES.resolve("META-INF/MANIFEST.MF"))) {
            String imports = new Manifest(in).getMainAttributes().getValue("Import-Package");
            assertTrue(imports.matches("org\\.bouncycastle\\.jce\\.provider;[^,]*,[^,]*;resolution:=optional,.*"),
                    imports);
        }
    }

    @Test
    void theComponentOfBouncyCastleWaitsToBeEnabled() throws IOException {
        String jdk = Files.readString(CLASSES.resolve("OSGI-INF/org.choros.crypto.JdkCryptoFactory.xml"));
        assertTrue(jdk.contains("choros.crypto") && jdk.contains("jdk") && !jdk.contains("enabled=\"false\""), jdk);
        String bc = Files.readString(CLASSES.resolve("OSGI-INF/" + BouncyCastleSwitch.COMPONENT + ".xml"));
        assertTrue(bc.contains("enabled=\"false\"") && bc.contains("\"bc\""), bc);
        assertTrue(BouncyCastleSwitch.present(BundleTest.class.getClassLoader()));
    }

    @Test
    void theJdkFactoryWorksWithoutBouncyCastle() throws Exception {
        URL[] path = {CLASSES.toUri().toURL(),
                CryptoFactory.class.getProtectionDomain().getCodeSource().getLocation()};
        try (URLClassLoader alone = new URLClassLoader(path, ClassLoader.getPlatformClassLoader())) {
            assertFalse(BouncyCastleSwitch.present(alone));
            Object factory = alone.loadClass(JdkCryptoFactory.class.getName()).getDeclaredConstructor().newInstance();
            Class<?> settings = alone.loadClass(CryptoSettings.class.getName());
            Object wanted = settings.getConstructor(int.class, String.class, String.class, byte[].class).newInstance(2,
                    "aes256", "sha1", new byte[128]);
            Object crypto = factory.getClass().getMethod("create", settings).invoke(factory, wanted);
            assertEquals(EnvelopeCrypto.class.getName(), crypto.getClass().getName());
            assertThrows(NoClassDefFoundError.class, () -> link(alone));
        }
    }

    private static void link(ClassLoader alone) throws Exception {
        try {
            alone.loadClass(BouncyCastleCryptoFactory.class.getName()).getDeclaredConstructor().newInstance();
        } catch (java.lang.reflect.InvocationTargetException e) {
            throw (Error) e.getCause();
        }
    }
}
