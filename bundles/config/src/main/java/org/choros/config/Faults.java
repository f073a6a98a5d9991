package org.choros.config;

import org.choros.spi.config.ConfigurationException;

/** Refusals of the totem configuration. */
final class Faults {
    private Faults() {
    }

    /** Refusal with the words that most of them begin with. */
    static ConfigurationException inConfig(String text) {
        return new ConfigurationException("parse error in config: " + text, CorosyncConf.EXIT);
    }

    /** Refusal that is printed as it is. */
    static ConfigurationException bare(String text) {
        return new ConfigurationException(text, CorosyncConf.EXIT);
    }
}
