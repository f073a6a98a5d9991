package org.choros.config;

import java.net.InetAddress;
import java.util.List;

import org.osgi.annotation.versioning.ConsumerType;

/** Everything that configuration asks of the machine it runs on. Calls may block: never made on the ring thread. */
@ConsumerType
public interface HostEnvironment {
    /** Which addresses a name may resolve to. */
    enum Family {
        /** IPv4 only. */
        IPV4,
        /** IPv6 only. */
        IPV6
    }

    /**
     * An address of a local interface.
     *
     * @param address the address
     * @param prefixLength its network prefix in bits
     */
    record LocalAddress(InetAddress address, int prefixLength) {
    }

    /**
     * Reads the beginning of a file.
     *
     * @param path the file
     * @param limit at most so many bytes
     * @return what is there
     * @throws HostFault when it cannot be opened or read
     */
    byte[] read(String path, int limit) throws HostFault;

    /**
     * @param directory a directory
     * @return the paths of its regular files in directory order, empty when there is no such directory
     */
    List<String> files(String directory);

    /**
     * @param path a file
     * @return whether others than its owner may read it
     */
    boolean readableByOthers(String path);

    /**
     * Makes sure that a log file can be appended to; creates it if need be.
     *
     * @param path the file
     * @throws HostFault when it cannot be opened
     */
    void openLogFile(String path) throws HostFault;

    /**
     * Makes sure that a directory can be worked in.
     *
     * @param path the directory
     * @throws HostFault when it is missing or closed to us
     */
    void enterDirectory(String path) throws HostFault;

    /**
     * Resolves a name or a numeric address.
     *
     * @param name the text
     * @param family the family wanted
     * @return the addresses of that family in the resolver's order, empty when there are none
     */
    List<InetAddress> resolve(String name, Family family);

    /**
     * @param address an address
     * @return its name by reverse resolution, or null
     */
    String nameOf(InetAddress address);

    /** @return the addresses of all interfaces, up or down, in the kernel's order */
    List<LocalAddress> localAddresses();

    /** @return the kernel's node name */
    String nodeName();

    /**
     * @param name a user
     * @return its number, or -1
     */
    long userId(String name);

    /**
     * @param name a group
     * @return its number, or -1
     */
    long groupId(String name);

    /**
     * @param name an environment variable
     * @return its value, or null
     */
    String variable(String name);
}
