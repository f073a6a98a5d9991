package org.choros.itests.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;

import org.choros.itests.campaign.Campaign;
import org.choros.itests.campaign.Options;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A short campaign of each kind: faults, load and the properties V1 to V8; the long one is the script of that name. */
class CampaignIT {
    private static final long SEED = Long.getLong("choros.campaign.seed", System.nanoTime() >>> 10 & 0xFFFFFF);
    private static final int SECONDS = Integer.getInteger("choros.campaign.seconds", 35);

    @BeforeAll
    static void requirements() {
        Requirements.hosts();
        Requirements.peer();
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource(delimiter = ';', value = {"choros,choros,choros; udpu", "C,C,choros,choros; udpu",
            "choros,C,choros; udp"})
    void holds(String hosts, String transport) {
        Options options = Options.parse(List.of("--seed", Long.toString(SEED), "--seconds", Integer.toString(SECONDS),
                "--hosts", hosts, "--transport", transport,
                "--folder", "target/campaign/it-" + hosts.replace(',', '-') + "-" + transport));
        assertEquals(List.of(), Campaign.run(options, System.out), () -> "seed " + SEED + ", logs in "
                + options.folder());
    }
}
