package org.choros.itests.osgi;

import static org.ops4j.pax.exam.CoreOptions.bundle;
import static org.ops4j.pax.exam.CoreOptions.composite;
import static org.ops4j.pax.exam.CoreOptions.frameworkProperty;
import static org.ops4j.pax.exam.CoreOptions.junitBundles;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import org.ops4j.pax.exam.CoreOptions;
import org.ops4j.pax.exam.Option;

/** A framework for several nodes: with the bundles of the distribution, the optional ones and those of a client. */
final class LocalFramework {
    private LocalFramework() {
    }

    static Option[] options() throws IOException {
        Path distribution = Path.of(System.getProperty("choros.distribution"));
        List<Option> bundles = new ArrayList<>();
        for (String folder : List.of("bundles", "optional", "lib/tools")) {
            try (Stream<Path> files = Files.list(distribution.resolve(folder))) {
                files.filter(file -> file.toString().endsWith(".jar") && !file.toString().contains("fileinstall"))
                        .sorted().forEach(file -> {
                            var option = bundle(file.toUri().toString());
                            bundles.add(file.toString().contains("native-epoll") ? option.noStart() : option);
                        });
            }
        }
        return CoreOptions.options(composite(bundles.toArray(new Option[0])), junitBundles(),
                frameworkProperty("org.ops4j.pax.logging.DefaultServiceLog.level").value("WARN"));
    }
}
