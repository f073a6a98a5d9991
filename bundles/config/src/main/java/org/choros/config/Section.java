package org.choros.config;

/** What the keys of a section are about. */
enum Section {
    /** Top level, and sections that nobody knows. */
    NORMAL,
    /** {@code totem}. */
    TOTEM,
    /** {@code totem.interface}: one record. */
    INTERFACE,
    /** {@code totem.interface.member}: one record. */
    MEMBER,
    /** {@code system}, dialect 3. */
    SYSTEM,
    /** {@code qb}, dialect 2. */
    QB,
    /** {@code quorum}. */
    QUORUM,
    /** {@code quorum.device}. */
    QUORUM_DEVICE,
    /** {@code nodelist}. */
    NODELIST,
    /** {@code nodelist.node}: one record. */
    NODE,
    /** {@code pload}. */
    PLOAD,
    /** {@code logging.logger_subsys}: one record. */
    LOGGER_SUBSYS,
    /** {@code logging.logging_daemon}: one record. */
    LOGGING_DAEMON,
    /** {@code uidgid}. */
    UIDGID,
    /** {@code availability} and all sections in it. */
    AVAILABILITY,
    /** {@code resources}. */
    RESOURCES,
    /** {@code resources.system}. */
    RESOURCES_SYSTEM,
    /** {@code resources.process}. */
    RESOURCES_PROCESS,
    /** {@code resources.system.memory_used} and {@code resources.process.memory_used}. */
    MEMORY_USED;

    /**
     * @param path a section's path
     * @param dialect the dialect
     * @return its state, or null when it has none of its own
     */
    static Section of(String path, int dialect) {
        return switch (path) {
            case "totem" -> TOTEM;
            case "totem.interface" -> INTERFACE;
            case "totem.interface.member" -> MEMBER;
            case "system" -> dialect == 3 ? SYSTEM : null;
            case "qb" -> dialect == 2 ? QB : null;
            case "quorum" -> QUORUM;
            case "quorum.device" -> QUORUM_DEVICE;
            case "nodelist" -> NODELIST;
            case "nodelist.node" -> NODE;
            case "pload" -> PLOAD;
            case "logging.logger_subsys" -> LOGGER_SUBSYS;
            case "logging.logging_daemon" -> LOGGING_DAEMON;
            case "uidgid" -> UIDGID;
            case "availability" -> AVAILABILITY;
            case "resources" -> RESOURCES;
            case "resources.system" -> RESOURCES_SYSTEM;
            case "resources.process" -> RESOURCES_PROCESS;
            case "resources.system.memory_used", "resources.process.memory_used" -> MEMORY_USED;
            default -> null;
        };
    }
}
