package org.choros.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;

import org.choros.spi.cmap.IcMap;
import org.choros.spi.cmap.MapValue;
import org.choros.spi.config.ConfigurationException;
import org.junit.jupiter.api.Test;

/** Reload: what changes, what stays (config-and-tools.md 1.15). */
final class ConfigurationDifferenceTest {
    private static IcMap live(String totem, String rest, int dialect) throws ConfigurationException {
        IcMap map = Text.parse(Text.cluster(totem, rest), dialect);
        new ConfigurationCheck(new CorpusHost()).check(map, dialect);
        return map;
    }

    @Test
    void unchangedFileTakesGeneratedKeysAway() throws ConfigurationException {
        IcMap live = live("transport: udpu", "", 3);
        ConfigurationDifference d = ConfigurationDifference.between(live,
                Text.parse(Text.cluster("transport: udpu", ""), 3), 3);
        assertEquals(List.of("nodelist.local_node_pos", "totem.interface.0.bindnetaddr"), d.removed());
        assertTrue(d.changed().isEmpty());
        assertTrue(d.refused().isEmpty());
    }

    @Test
    void keepsWhatNeedsARestart() throws ConfigurationException {
        IcMap live = live("transport: udpu\ntoken: 1000", "system {\nsched_rr: no\n}\n", 3);
        IcMap fresh = Text.parse(Text.cluster("transport: knet\ntoken: 2000\nthreads: 1",
                "system {\nsched_rr: yes\n}\nquorum {\nprovider: corosync_votequorum\n}\n"), 3);
        ConfigurationDifference d = ConfigurationDifference.between(live, fresh, 3);
        assertEquals(List.of("quorum.provider", "system.sched_rr", "totem.threads", "totem.transport"), d.refused());
        assertEquals("Modified entry 'totem.transport' in corosync.conf cannot be changed at run-time",
                d.notices().get(3));
        assertEquals("{totem.token=(u32) = 2000}", d.changed().toString());
        IcMap candidate = d.candidate(live, fresh);
        assertEquals("udpu", candidate.getString("totem.transport", null));
        assertNull(candidate.get("totem.threads"));
        assertEquals(MapValue.u32(2000), candidate.get("totem.token"));
        d.applyTo(live);
        assertEquals("udpu", live.getString("totem.transport", null));
        assertEquals(MapValue.u32(2000), live.get("totem.token"));
    }

    @Test
    void secondDialectKeepsCrypto() throws ConfigurationException {
        IcMap live = live("transport: udpu\ncrypto_cipher: none\ncrypto_hash: none", "", 2);
        IcMap fresh = Text.parse(Text.cluster("transport: udpu\ncrypto_cipher: aes128\ncrypto_hash: sha1", ""), 2);
        assertEquals(List.of("totem.crypto_cipher", "totem.crypto_hash"),
                ConfigurationDifference.between(live, fresh, 2).refused());
        IcMap third = live("transport: knet\ncrypto_cipher: none\ncrypto_hash: none", "", 3);
        assertTrue(ConfigurationDifference.between(third, fresh, 3).refused().equals(List.of("totem.transport")));
    }

    /** Step 3: only keys of some sections ever disappear. */
    @Test
    void removesKeysOfItsOwnSectionsOnly() throws ConfigurationException {
        String rest = "resources {\nwatchdog_device: off\n}\nlogging {\ndebug: on\n}\nuidgid {\nuid: 7\n}\n"
                + "nozzle {\nname: noz\n}\n";
        IcMap fresh = Text.parse(Text.cluster("transport: udpu", ""), 3);
        List<String> third = ConfigurationDifference.between(live("transport: udpu", rest, 3), fresh, 3).removed();
        assertEquals(List.of("logging.debug", "nodelist.local_node_pos", "nozzle.name",
                "totem.interface.0.bindnetaddr", "uidgid.config.uid.7"), third);
        List<String> second = ConfigurationDifference
                .between(live("transport: udpu\nsecauth: off", rest, 2), fresh, 2).removed();
        assertTrue(second.contains("uidgid.config.uid.7"));
        assertTrue(!second.contains("nozzle.name"));
    }

    @Test
    void reloadPublishesWhatNowHolds() throws ConfigurationException {
        IcMap live = live("transport: udpu", "", 3);
        IcMap fresh = Text.parse(Text.cluster("transport: udpu\ntoken: 5000", ""), 3);
        ConfigurationDifference d = ConfigurationDifference.between(live, fresh, 3);
        NodeSettings settings = new ConfigurationCheck(new CorpusHost()).checkReload(d.candidate(live, fresh), 3);
        d.applyTo(live);
        ConfigurationCheck.publish(live, settings);
        assertEquals(MapValue.u32(5000), live.get("runtime.config.totem.token"));
        assertEquals(MapValue.u32(0), live.get("nodelist.local_node_pos"));
    }
}
