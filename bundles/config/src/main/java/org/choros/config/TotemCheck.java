package org.choros.config;

import org.choros.spi.config.ConfigurationException;

/** The reading and checking of the totem configuration in one dialect. */
interface TotemCheck {
    /** @return what was found, complete and consistent */
    TotemPlan run() throws ConfigurationException;
}
