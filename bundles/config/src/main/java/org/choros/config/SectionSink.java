package org.choros.config;

/** Takes what a file says. A section's state is handed down to sections inside that have none of their own. */
interface SectionSink {
    /**
     * A section opens.
     *
     * @param path names of the open sections, joined with dots, this one last
     * @param outer the state of the section around it
     * @return the state inside
     */
    Section open(String path, Section outer) throws DirectiveFault;

    /** A key and its value; the path ends in the key. */
    void item(String path, String key, String value, Section section) throws DirectiveFault;

    /** A section closes. */
    void close(Section section) throws DirectiveFault;
}
