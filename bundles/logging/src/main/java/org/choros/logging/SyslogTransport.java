package org.choros.logging;

/** Takes datagrams to the system's log. Never blocks; what cannot be sent is lost, as with syslog(3). */
interface SyslogTransport extends AutoCloseable {
    /**
     * @param datagram one line with its priority
     */
    void send(byte[] datagram);

    @Override
    void close();
}
