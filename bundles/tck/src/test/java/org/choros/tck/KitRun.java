package org.choros.tck;

import java.util.ArrayList;
import java.util.List;

import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** Runs a kit, or one check of it, as an implementer's build does. */
final class KitRun implements TestExecutionListener {
    final List<String> passed = new ArrayList<>();
    /** Name and reason of each check that has failed. */
    final List<String> failed = new ArrayList<>();
    final List<String> skipped = new ArrayList<>();

    private KitRun() {
    }

    static KitRun of(Class<?> kit) {
        return run(DiscoverySelectors.selectClass(kit));
    }

    static KitRun of(Class<?> kit, String check) {
        return run(DiscoverySelectors.selectMethod(kit, check));
    }

    private static KitRun run(DiscoverySelector selector) {
        KitRun run = new KitRun();
        LauncherFactory.create().execute(LauncherDiscoveryRequestBuilder.request().selectors(selector).build(), run);
        return run;
    }

    @Override
    public void executionFinished(TestIdentifier check, TestExecutionResult result) {
        String reason = check.getDisplayName() + result.getThrowable().map(t -> ": " + t).orElse("");
        switch (result.getStatus()) {
            case FAILED -> failed.add(reason);
            case ABORTED -> skipped.add(reason);
            default -> {
                if (check.isTest()) {
                    passed.add(reason);
                }
            }
        }
    }
}
